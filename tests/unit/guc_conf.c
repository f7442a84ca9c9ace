/* guc_conf.c — the grammar of postgresql.conf, PG_VERSION and the control file. */
#include "guc/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guc/pgcontrol.h"
#include "t.h"

static struct gucset set;
static char text[1 << 16];
static char said[1 << 16];
static struct str out;
static struct err e;

static void
complain(void *ctx, const char *file, int line, const char *what)
{
	(void)ctx;
	str_addf(&out, "!%s:%d:%s;", file, line, what);
}

static void
include(void *ctx, const struct conf_include *what)
{
	static const char *const kinds[] = { "include", "if_exists", "dir" };

	(void)ctx;
	str_addf(&out, "%s(%s)@%d^%d;", kinds[what->kind], what->name, what->line, what->depth);
}

/* What the text comes to: "name=value@line;" a row, "!file:line:reason;" a complaint. An embedded
 * copy without NUL behind it shows reads past the end. */
static const char *
read_as(const char *conf, size_t len, enum guc_where where, int depth)
{
	char *exact = malloc(len ? len : 1);
	struct conf_text t = { .p = exact,
		.len = len,
		.file = "f",
		.where = where,
		.depth = depth,
		.include = include,
		.complain = complain };

	memcpy(exact, conf, len);
	out = str_on(said, sizeof(said));
	set.count = 0;
	set.full = false;
	set.text = str_on(text, sizeof(text));
	guc_read_conf(&set, &t);
	free(exact);
	for (size_t i = 0; i < set.count; i++)
		str_addf(&out, "%s=%s@%d;", set.rows[i].name, set.rows[i].value, set.rows[i].line);
	return said;
}

static void
test_grammar(void)
{
	static const struct {
		const char *conf, *rows;
	} table[] = {
		{ "a = 1\n", "a=1@1;" },
		{ "a=1", "a=1@1;" },
		{ "a 1 # remark", "a=1@1;" },
		{ "\n\n  A\t=\t'x y'\r\n", "a=x y@3;" },
		{ "a = on\nb = 'off'\n", "a=on@1;b=off@2;" },
		{ "a = 'it''s'", "a=it's@1;" },
		{ "a = 'it\\'s \\\\ \\n\\t\\101\\1011\\78\\z'", "a=it's \\ \n\tAA1\a8z@1;" },
		{ "a = ''", "a=@1;" },
		{ "a = ''''", "a='@1;" },
		{ "a = '#no remark'", "a=#no remark@1;" },
		{ "work_mem = 4MB", "work_mem=4MB@1;" },
		{ "a = 0x10\nb = -1\nc = +.5e-3\nd = 1.\ne = .5\nf = 1.5e3",
		    "a=0x10@1;b=-1@2;c=+.5e-3@3;d=1.@4;e=.5@5;f=1.5e3@6;" },
		{ "a = 0xa1F9f0A2", "a=0xa1F9f0A2@1;" },
		{ "cron.database_name = db", "cron.database_name=db@1;" },
		{ "log_directory = pg_log-1/x:y", "log_directory=pg_log-1/x:y@1;" },
		{ "\xc3\xa4 = \xc3\xb6", "\xc3\xa4=\xc3\xb6@1;" },
		{ "a = 1\na = 2", "a=1@1;a=2@2;" },
		/* what the server refuses */
		{ "a = 1 2\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a =\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "= 1\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "1a = 1\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = 'open\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = 'open\\\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = 1.5GB\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = 1e5\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = -abc\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = x.y\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = /etc\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "'a' = 1\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = ?\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = +\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a = 0xg1\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "a.b.c = 1\nb = 3", "!f:1:syntax error;b=3@2;" },
		{ "\xef\xbb\xbf"
		  "a = 1",
		    "\xef\xbb\xbf"
		    "a=1@1;" }, /* a BOM is a letter: an unknown name to the server too */
		/* includes */
		{ "include 'x.conf'\ninclude_if_exists = y\nInclude_Dir 'd'\n",
		    "include(x.conf)@1^1;if_exists(y)@2^1;dir(d)@3^1;" },
		{ "include = ' '", "!f:1:an include without a name;" },
	};

	for (size_t i = 0; i < LEN(table); i++) {
		read_as(table[i].conf, strlen(table[i].conf), GUC_AUTO, 0);
		T(strcmp(said, table[i].rows) == 0, "conf");
		if (strcmp(said, table[i].rows) != 0)
			printf("# %s\n# %s\n", table[i].conf, said);
	}
	read_as("a\0b = 1\nc = 2", 13, GUC_CONF, 0);
	T(strcmp(said, "!f:1:syntax error;c=2@2;") == 0, "a NUL");
}

/* What initdb --wal-segsize wrote is nobody's choice: 64 and 5 segments, in the main file. */
static void
test_segments(void)
{
	static const struct {
		const char *conf;
		int64_t segment_mb;
		enum guc_where where, is;
	} rows[] = {
		{ "max_wal_size = 4GB", 64, GUC_CONF, GUC_INITDB },
		{ "min_wal_size = 320MB", 64, GUC_CONF, GUC_INITDB },
		{ "min_wal_size = 5GB", 1024, GUC_CONF, GUC_INITDB },
		{ "max_wal_size = 4GB", 64, GUC_AUTO, GUC_AUTO },
		{ "max_wal_size = 4GB", 32, GUC_CONF, GUC_CONF },
		{ "min_wal_size = 4GB", 64, GUC_CONF, GUC_CONF },
		{ "wal_keep_size = 4GB", 64, GUC_CONF, GUC_CONF },
	};

	for (size_t i = 0; i < LEN(rows); i++) {
		read_as(rows[i].conf, strlen(rows[i].conf), rows[i].where, 0);
		guc_know_segment(&set, rows[i].segment_mb * MIB);
		T(set.count == 1 && set.rows[0].where == rows[i].is, rows[i].conf);
	}
}

static void
test_limits(void)
{
	static char many[4096];

	T(strcmp(read_as("include x", 9, GUC_CONF, 10),
	      "!f:1:includes are nested too deeply: the server takes 10;") == 0);
	T(strcmp(read_as("include x", 9, GUC_CONF, 9), "include(x)@1^10;") == 0);
	memset(many, '\n', sizeof(many));
	for (size_t i = 0; i < sizeof(many); i += 2)
		many[i] = '=';
	read_as(many, sizeof(many), GUC_CONF, 0);
	T(strstr(said, "!f:100:") != NULL && strstr(said, "!f:101:") == NULL,
	    "as many errors as the server tells of");
}

static enum guc_where
where_of(const char *line, int depth)
{
	read_as(line, strlen(line), GUC_CONF, depth);
	return set.count == 1 ? set.rows[0].where : GUC_ARGV;
}

static void
test_initdb(void)
{
	static const char *const written[] = {
		"max_connections = 100",
		"shared_buffers = 128MB",
		"dynamic_shared_memory_type = posix",
		"max_wal_size = 1GB",
		"min_wal_size = 80MB",
		"autovacuum_worker_slots = 16",
		"log_timezone = 'Etc/UTC'",
		"timezone = 'Europe/Berlin'",
		"datestyle = 'iso, mdy'",
		"lc_messages = 'en_US.utf8'",
		"lc_time = C",
		"default_text_search_config = 'pg_catalog.english'",
	};
	static const char *const chosen[] = {
		"max_connections = 101",
		"shared_buffers = 256MB",
		"max_wal_size = 2GB",
		"work_mem = 4MB",
	};

	for (size_t i = 0; i < LEN(written); i++) {
		T(where_of(written[i], 0) == GUC_INITDB, written[i]);
		T(where_of(written[i], 1) == GUC_CONF, "not from an include");
	}
	for (size_t i = 0; i < LEN(chosen); i++)
		T(where_of(chosen[i], 0) == GUC_CONF, chosen[i]);
}

static void
test_versions(void)
{
	int major = 0;

	T(guc_read_major("18\n", 3, &major, &e) == 0 && major == 18);
	T(guc_read_major("9.6\n", 4, &major, &e) == 0 && major == 9);
	T(guc_read_major("18", 2, &major, &e) == 0 && major == 18);
	T(guc_read_major("", 0, &major, &e) < 0);
	T(guc_read_major("x", 1, &major, &e) < 0);
	T(guc_read_major("99999999999999999999", 20, &major, &e) < 0);
}

static void
test_control_file(void)
{
	static const struct {
		const char *seed; /* of a real server */
		uint32_t version;
		uint32_t segment_bytes;
	} real[] = { { "14", 1300, 32 << 20 }, { "16", 1300, 1 << 20 }, { "17", 1700, 1 << 30 },
		{ "18", 1800, 1 << 30 } };
	unsigned char image[512] = { 0 };
	struct pgcontrol c;

	T(pgcontrol_parse(image, 100, &c, &e) < 0 && strstr(e.text, "too short") != NULL);
	T(pgcontrol_parse(image, sizeof(image), &c, &e) < 0 &&
	    strstr(e.text, "pg_control_version 0 is not known") != NULL);
	image[8] = 1800 & 0xff;
	image[9] = 1800 >> 8;
	T(pgcontrol_parse(image, sizeof(image), &c, &e) < 0 && strstr(e.text, "CRC") != NULL);
	memset(image, 0, sizeof(image));
	image[11] = 1800 & 0xff;
	image[10] = 1800 >> 8;
	T(pgcontrol_parse(image, sizeof(image), &c, &e) < 0 &&
	    strstr(e.text, "byte order") != NULL);
	for (size_t i = 0; i < LEN(real); i++) {
		char path[64];
		FILE *f;

		snprintf(path, sizeof(path), "tests/fuzz/seed/guc_pgcontrol/%s", real[i].seed);
		f = fopen(path, "rb");
		T(f != NULL && fread(image, 1, sizeof(image), f) == sizeof(image), path);
		if (f != NULL)
			fclose(f);
		T(pgcontrol_parse(image, sizeof(image), &c, &e) == 0 &&
		    c.version == real[i].version && c.segment_bytes == real[i].segment_bytes);
		T(c.max_connections == 137 && c.max_worker_processes == 37 &&
		    c.max_wal_senders == 27 && c.max_prepared_transactions == 7 &&
		    c.max_locks_per_transaction == 97);
	}
	image[200] ^= 1;
	T(pgcontrol_parse(image, sizeof(image), &c, &e) < 0 && strstr(e.text, "CRC") != NULL);
}

int
main(void)
{
	test_grammar();
	test_segments();
	test_limits();
	test_initdb();
	test_versions();
	test_control_file();
	return t_done();
}
