/* guc_argv.c — the server's command line as settings. */
#include "guc/argv.h"

#include <stdio.h>
#include <string.h>

#include "t.h"

static struct gucset set;
static char text[4 * GUC_ROWS], said[4096];
static const char *data_dir;
static size_t used;

/* The rows that the words (separated by blanks) make, as "name=value[flag] …". */
static const char *
rows(const char *line)
{
	static char words[1024];
	struct str out = str_on(said, sizeof(said));
	char *argv[64] = { NULL };
	size_t argc = 0;

	snprintf(words, sizeof(words), "%s", line);
	for (char *at = words; *at != '\0';) {
		size_t len = strcspn(at, " ");
		bool more = at[len] == ' ';

		at[len] = '\0';
		argv[argc++] = at;
		at += len + more;
	}
	set.count = 0;
	set.full = false;
	set.text = str_on(text, sizeof(text));
	used = guc_read_argv(&set, argv, &data_dir);
	for (size_t i = 0; i < set.count; i++)
		str_addf(&out, "%s%s=%s[%s]", i ? " " : "", set.rows[i].name, set.rows[i].value,
		    set.rows[i].file);
	return said;
}

static void
test_spellings(void)
{
	static const struct {
		const char *words, *rows;
	} table[] = {
		{ "-c work_mem=4MB", "work_mem=4MB[-c]" },
		{ "-cwork_mem=4MB", "work_mem=4MB[-c]" },
		{ "--work_mem=4MB", "work_mem=4MB[--]" },
		{ "--Work-Mem=4MB", "work_mem=4MB[--]" },
		{ "-c search_path=a=b", "search_path=a=b[-c]" },
		{ "-c cron.database_name=x", "cron.database_name=x[-c]" },
		{ "-c shared_buffers=", "shared_buffers=[-c]" },
		{ "-B 1000", "shared_buffers=1000[-B]" },
		{ "-B1GB", "shared_buffers=1GB[-B]" },
		{ "-N 50 -S 8192 -p 5433",
		    "max_connections=50[-N] work_mem=8192[-S] port=5433[-p]" },
		{ "-FN50", "fsync=false[-F] max_connections=50[-N]" },
		{ "-FN 50", "fsync=false[-F] max_connections=50[-N]" },
		{ "-il", "listen_addresses=*[-i] ssl=true[-l]" },
		{ "-h 127.0.0.1 -k /tmp", "listen_addresses=127.0.0.1[-h] "
					  "unix_socket_directories=/tmp[-k]" },
		{ "-O -P -s -e -W 3",
		    "allow_system_table_mods=true[-O] ignore_system_indexes=true[-P] "
		    "log_statement_stats=true[-s] datestyle=euro[-e] post_auth_delay=3[-W]" },
		{ "-d 2", "log_min_messages=debug2[-d] log_connections=true[-d] "
			  "log_disconnections=true[-d] log_statement=all[-d]" },
		{ "-d 0", "log_min_messages=notice[-d]" },
		{ "-fs -f n", "enable_seqscan=false[-f] enable_nestloop=false[-f]" },
		{ "-tpl -t e", "log_planner_stats=true[-t] log_executor_stats=true[-t]" },
		{ "-E -j -T -b", "" },
	};

	for (size_t i = 0; i < LEN(table); i++) {
		T(strcmp(rows(table[i].words), table[i].rows) == 0, table[i].words);
		if (strcmp(said, table[i].rows) != 0)
			printf("# %s\n", said);
		T(!set.full && set.count == 0 ? true : set.rows[0].where == GUC_ARGV);
	}
}

static void
test_where_it_stops(void)
{
	static const struct {
		const char *words;
		size_t used;
		size_t rows;
	} table[] = {
		{ "", 0, 0 },
		{ "-N 5 -- -B 7", 3, 1 },
		{ "-N 5 foo -B 7", 2, 1 },
		{ "-X -N 5", 0, 0 },
		{ "-FX -N 5", 0, 1 },
		{ "-N 5 -B", 2, 1 }, /* a flag without its value */
		{ "-c", 0, 0 },
		{ "-c novalue -N 5", 4, 1 },
		{ "-c =x", 2, 0 },
		{ "- -N 5", 0, 0 },
		{ "--single -N 5 postgres", 3, 1 },
		{ "-C shared_buffers", 2, 0 },
	};

	for (size_t i = 0; i < LEN(table); i++) {
		rows(table[i].words);
		T(used == table[i].used && set.count == table[i].rows, table[i].words);
	}
	rows("-D /data -c data_directory=/other");
	T(data_dir != NULL && strcmp(data_dir, "/data") == 0);
	rows("-N 5");
	T(data_dir == NULL);
}

static void
test_who_wins(void)
{
	const struct guc *row;

	rows("-N 5 --max-connections=7 -c work_mem=1MB");
	row = guc_find(&set, "MAX-connections");
	T(row != NULL && strcmp(row->value, "7") == 0, "the last of a place");
	guc_add(&set,
	    &(struct guc){ .name = "work_mem", .value = "9MB", .file = "f", .where = GUC_AUTO });
	row = guc_find(&set, "work_mem");
	T(row != NULL && strcmp(row->value, "1MB") == 0, "the stronger place");
	guc_add(&set, &(struct guc){ .name = "jit", .value = "1", .file = "f", .where = GUC_CONF });
	guc_add(
	    &set, &(struct guc){ .name = "jit", .value = "2", .file = "f", .where = GUC_INITDB });
	row = guc_find(&set, "jit");
	T(row != NULL && row->where == GUC_INITDB, "what initdb wrote, later in the same file");
	T(guc_find(&set, "work") == NULL && guc_find(&set, "work_memx") == NULL);
}

static void
test_full(void)
{
	char small[32];
	struct guc row = { .name = "n", .value = "0123456789", .file = "f", .where = GUC_CONF };

	set.count = 0;
	set.full = false;
	set.text = str_on(small, sizeof(small));
	guc_add(&set, &row);
	guc_add(&set, &row);
	T(set.count == 2 && !set.full && set.rows[0].file == set.rows[1].file,
	    "one file, one name");
	guc_add(&set, &row);
	T(set.count == 2 && set.full && strcmp(set.rows[1].value, "0123456789") == 0);
	set.text = str_on(text, sizeof(text));
	row.value = "";
	for (set.count = 0, set.full = false; set.count < GUC_ROWS;)
		guc_add(&set, &row);
	T(!set.full);
	guc_add(&set, &row);
	T(set.full && set.count == GUC_ROWS);
}

int
main(void)
{
	T(guc_flag_takes_value('c') && !guc_flag_takes_value('F') && !guc_flag_takes_value('?'));
	test_spellings();
	test_where_it_stops();
	test_who_wins();
	test_full();
	return t_done();
}
