/* initdb.c — runs initdb and postgres --single. */
#include "boot/initdb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/opt.h"
#include "boot/env.h"
#include "boot/hba.h"
#include "boot/shim.h"
#include "boot/tree.h"
#include "boot/words.h"
#include "host/detect.h"
#include "pooler/quote.h"

/* Checksums are on unless DISABLE_DATA_CHECKSUMS is true. Only since 18 they are initdb's own
 * default, and it has an option against them. */
static int
add_checksums(const struct boot *b, struct cmdline *c, struct err *e)
{
	const char *off = env_or("DISABLE_DATA_CHECKSUMS", "false");
	bool yes;

	if (num_bool(off, strlen(off), &yes, e) < 0)
		return fail_within(e, "DISABLE_DATA_CHECKSUMS=\"%s\"", off);
	if (!yes)
		cmdline_add(c, "--data-checksums", "");
	else if (b->major == 0 || b->major >= 18)
		cmdline_add(c, "--no-data-checksums", "");
	return 0;
}

/* shared_buffers of 128MB at most, and the rest: 149MB on PostgreSQL 18. */
#define INITDB_SEGMENT (160 * MIB)

/* A cgroup that may use fewer huge pages than the servers that initdb runs, on a machine that has
 * some: they would try them and die of SIGBUS where they touch more. initdb takes --set since 16.
 */
static bool
huge_pages_are_forbidden(const struct boot *b)
{
	static const struct host_wish nothing;
	static struct host h;
	struct err e;

	if (b->major != 0 && b->major < 16)
		return false;
	return host_read(&h, NULL, &nothing, environ, &e) == 0 && h.huge.limit_bytes >= 0 &&
	       h.huge.limit_bytes < INITDB_SEGMENT && h.huge.free_pages > 0;
}

/* The value of one option, when words[0] is that option, else NULL. The option has a letter, which
 * may stand behind others ("-kD DIR"), and a long name, of which long_name is the shortest
 * beginning that getopt_long takes. The value is the rest of the word or the next word. */
static const char *
option_value(const char *const *words, char letter, const char *long_name)
{
	static const char with_value[] = "ALTUXEc"; /* what follows such a letter is its value */
	const char *word = words[0], *next = words[1] != NULL ? words[1] : "";
	const char *equals = strchr(word, '=');

	if (word[0] != '-')
		return NULL;
	if (word[1] == '-' && str_starts(word, long_name))
		return equals != NULL ? equals + 1 : next;
	for (word++; *word != '\0' && *word != '-'; word++) {
		if (*word == letter)
			return word[1] != '\0' ? word + 1 : next;
		if (strchr(with_value, *word) != NULL)
			break;
	}
	return NULL;
}

/* Refuses another place or another user: PGDATA and POSTGRES_USER say both, and all the rest relies
 * on them. */
static int
check_operator_word(const struct boot *b, const char *const *words, struct err *e)
{
	const char *user = option_value(words, 'U', "--u");

	if (option_value(words, 'D', "--pg") != NULL)
		return fail(e, "POSTGRES_INITDB_ARGS: \"%s\": PGDATA says where", words[0]);
	if (user == NULL || strcmp(user, b->user) == 0)
		return 0;
	return fail(e, "POSTGRES_INITDB_ARGS: \"%s\": POSTGRES_USER says who", words[0]);
}

/* The operator's words come behind ours and win. */
static int
add_operator_words(const struct boot *b, struct cmdline *c, struct err *e)
{
	struct str rest = str_on(c->text.p + c->text.len, c->text.cap - c->text.len);
	int got;

	if (env_check_cr("POSTGRES_INITDB_ARGS", b->initdb_args, e) < 0)
		return -1;
	got =
	    words_split(b->initdb_args, &rest, c->argv + c->count, CMDLINE_WORDS - 2 - c->count, e);
	if (got < 0)
		return fail_within(e, "POSTGRES_INITDB_ARGS");
	for (int i = 0; i < got; i++)
		if (check_operator_word(b, c->argv + c->count + i, e) < 0)
			return -1;
	c->text.len += rest.len;
	c->count += got;
	return 0;
}

int
initdb_words(const struct boot *b, const char *path, struct cmdline *c, struct err *e)
{
	cmdline_begin(c, b->bindir, "initdb");
	cmdline_add(c, "--pgdata=", path);
	cmdline_add(c, "--username=", b->user);
	cmdline_add(c, "--pwfile=", "/dev/fd/0");
	cmdline_add(c, "--no-instructions", "");
	cmdline_add(c, "--no-sync", ""); /* stage_finish() syncs all of it, once */
	if (add_checksums(b, c, e) < 0)
		return -1;
	if (huge_pages_are_forbidden(b))
		cmdline_add(c, "--set=", "huge_pages=off");
	if (!c->text.full && add_operator_words(b, c, e) < 0)
		return -1;
	if (b->waldir[0] != '\0')
		cmdline_add(c, "--waldir=", b->waldir);
	return c->text.full ? fail(e, "initdb's command line is too long") : 0;
}

const char *
initdb_waldir(const struct boot *b, const struct cmdline *c)
{
	const char *found = "";

	for (int i = 0; i < c->count; i++) {
		const char *dir = option_value(c->argv + i, 'X', "--wald");

		found = dir != NULL ? dir : found;
	}
	return b->waldir[0] != '\0' ? b->waldir : found;
}

/* initdb's stdin. Only in memory: nothing of it is ever on a disk. initdb refuses an empty file, so
 * a missing password (method trust) is an empty line. */
static int
offer_password(const struct secret *password, struct err *e)
{
	struct secret line = *password;
	int fd;

	line.text[line.len] = '\n'; /* in the place of its NUL */
	fd = file_in_memory(line.text, line.len + 1);
	secret_wipe(&line);
	return fd < 0 ? fail_sys(e, "handing the password to initdb") : fd;
}

int
initdb_run(struct boot *b, const char *path, int *code, struct err *e)
{
	static struct cmdline c;
	struct proc p = { .argv = c.argv };

	if (initdb_words(b, path, &c, e) < 0 || shim_preload(e) < 0)
		return -1;
	p.in = offer_password(&b->password, e);
	if (p.in < 0)
		return -1;
	*code = proc_run(&p, e);
	close(p.in);
	if (*code > 0) {
		fail(e, "initdb failed with exit code %d", *code);
		return fail_hint(e,
		    "its own words are above: \"Killed\" asks for a higher memory limit, "
		    "\"shared memory segment\" for a bigger --shm-size (shm_size), else \"No "
		    "space left\" or \"disk space\" for a bigger volume, \"file "
		    "descriptors\" for a higher --ulimit nofile");
	}
	if (*code < 0) {
		*code = proc_exec_code(errno);
		return -1;
	}
	if (!tree_holds_cluster(path)) { /* --show and other words make it print and end well */
		*code = EXIT_FAILURE;
		return fail(
		    e, "initdb made no cluster, with POSTGRES_INITDB_ARGS: %s", b->initdb_args);
	}
	return hba_append(b, path, e);
}

bool
initdb_makes_database(const struct boot *b)
{
	static const char *const made[] = { "postgres", "template0", "template1", NULL };

	return str_in(b->database, made);
}

const char *
initdb_strategy(const struct boot *b)
{
	return b->major >= 15 ? " STRATEGY = file_copy" : "";
}

/* With -j a statement ends at ";\n\n". */
static void
write_statement(struct str *s, const struct boot *b)
{
	str_add(s, "CREATE DATABASE ");
	quote_identifier(s, b->database);
	str_addf(s, "%s;\n\n", initdb_strategy(b));
}

/* The session is the bootstrap superuser's, so POSTGRES_USER owns the database, as with psql. It
 * reads only PGDATA's own configuration: what the operator's arguments ask for is for a server. */
int
initdb_create_database(struct boot *b, int *code, struct err *e)
{
	static const char *const words[] = { "--single", "-j", "-c", "fsync=off", "-c",
		"log_checkpoints=off", "-c", "exit_on_error=on", "-D" };
	static struct cmdline c;
	char text[1024];
	struct str s = str_on(text, sizeof(text));
	struct proc p = { .argv = c.argv };
	int fd, null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	cmdline_begin(&c, b->bindir, "postgres");
	for (size_t i = 0; i < LEN(words); i++)
		cmdline_add(&c, words[i], "");
	cmdline_add(&c, b->pgdata, "");
	cmdline_add(&c, "postgres", "");
	write_statement(&s, b);
	fd = file_in_memory(s.p, s.len);
	if (s.full || c.text.full || fd < 0 || null < 0)
		return fail_sys(e, "preparing CREATE DATABASE");
	p.in = fd;
	p.out = null; /* its prompt; errors come on stderr */
	*code = proc_run(&p, e);
	close(fd);
	close(null);
	if (*code < 0)
		*code = proc_exec_code(errno);
	else if (*code > 0)
		fail(
		    e, "creating the database \"%s\" failed with exit code %d", b->database, *code);
	return *code == 0 ? 0 : -1;
}
