/* initdb.c — runs initdb and postgres --single. */
#include "boot/initdb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/opt.h"
#include "boot/hba.h"
#include "boot/shim.h"
#include "boot/tree.h"
#include "boot/words.h"
#include "host/detect.h"
#include "pooler/quote.h"

static void
add_word(struct initdb_argv *a, struct str *s, int *n, const char *prefix, const char *word)
{
	if (*n >= INITDB_WORDS)
		return;
	a->argv[(*n)++] = s->p + s->len;
	str_addf(s, "%s%s", prefix, word);
	str_addc(s, '\0');
}

/* Checksums are on by default only since 18, and off by wish: DISABLE_DATA_CHECKSUMS. */
static const char *
checksums_flag(const struct boot *b)
{
	const char *off = env_get(environ, "DISABLE_DATA_CHECKSUMS");
	struct err e;
	bool yes;

	if (off == NULL || num_bool(off, strlen(off), &yes, &e) < 0 || !yes)
		return "--data-checksums";
	return b->major == 0 || b->major >= 18 ? "--no-data-checksums" : NULL;
}

/* A cgroup whose hugetlb limit is 0 on a machine that has huge pages: the servers that initdb runs
 * would try them and die of SIGBUS at the first touch. initdb takes --set since 16. */
static bool
huge_pages_are_forbidden(const struct boot *b)
{
	static const struct host_wish nothing;
	static struct host h;
	struct err e;

	if (b->major != 0 && b->major < 16)
		return false;
	return host_read(&h, NULL, &nothing, environ, &e) == 0 && h.huge.limit_bytes == 0 &&
	       h.huge.free_pages > 0;
}

/* The value of the letter's option in words[0], also behind other letters ("-kD"), or of the long
 * one as getopt_long lets it be cut short: behind it, or the next word. NULL: not this option. */
static const char *
option_value(char *const *words, char letter, const char *long_name)
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

/* Somewhere else, or somebody else: both have variables, on which all the rest depends. */
static int
check_operator_word(const struct boot *b, char *const *words, struct err *e)
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
add_operator_words(
    const struct boot *b, struct initdb_argv *a, struct str *s, int *n, struct err *e)
{
	struct str rest = str_on(s->p + s->len, s->cap - s->len);
	int got = words_split(b->initdb_args, &rest, a->argv + *n, INITDB_WORDS - 2 - *n, e);

	if (got < 0)
		return fail_within(e, "POSTGRES_INITDB_ARGS");
	for (int i = 0; i < got; i++)
		if (check_operator_word(b, a->argv + *n + i, e) < 0)
			return -1;
	s->len += rest.len;
	*n += got;
	return 0;
}

int
initdb_words(const struct boot *b, const char *path, struct initdb_argv *a, struct err *e)
{
	struct str s = str_on(a->store, sizeof(a->store));
	const char *checksums = checksums_flag(b);
	int n = 0;

	add_word(a, &s, &n, b->bindir, "/initdb");
	add_word(a, &s, &n, "--pgdata=", path);
	add_word(a, &s, &n, "--username=", b->user);
	add_word(a, &s, &n, "", "--pwfile=/dev/fd/0");
	add_word(a, &s, &n, "", "--no-instructions");
	add_word(a, &s, &n, "", "--no-sync"); /* stage_finish() syncs all of it, once */
	if (checksums != NULL)
		add_word(a, &s, &n, "", checksums);
	if (huge_pages_are_forbidden(b))
		add_word(a, &s, &n, "--set=", "huge_pages=off");
	if (s.full)
		return fail(e, "initdb's command line is too long");
	if (add_operator_words(b, a, &s, &n, e) < 0)
		return -1;
	if (b->waldir[0] != '\0')
		add_word(a, &s, &n, "--waldir=", b->waldir);
	a->argv[n] = NULL;
	return s.full ? fail(e, "initdb's command line is too long") : 0;
}

const char *
initdb_waldir(const struct boot *b, const struct initdb_argv *a)
{
	const char *found = "";

	for (int i = 0; a->argv[i] != NULL; i++) {
		const char *dir = option_value(a->argv + i, 'X', "--wald");

		found = dir != NULL ? dir : found;
	}
	return b->waldir[0] != '\0' ? b->waldir : found;
}

/* initdb's stdin. Only in memory: nothing of it is ever on a disk. initdb refuses an empty file, so
 * a missing password (method trust) is an empty line. */
static int
offer_password(const struct secret *password, struct err *e)
{
	int fd = memfd_create("pgtune-pwfile", MFD_CLOEXEC);

	if (fd >= 0 && file_put(fd, password->text, password->len) == 0 &&
	    file_put(fd, "\n", 1) == 0 && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	fail_sys(e, "handing the password to initdb");
	if (fd >= 0)
		close(fd);
	return -1;
}

int
initdb_run(struct boot *b, const char *path, int *code, struct err *e)
{
	static struct initdb_argv a;
	struct proc p = { .argv = a.argv };

	if (initdb_words(b, path, &a, e) < 0 || shim_preload(e) < 0)
		return -1;
	p.in = offer_password(&b->password, e);
	if (p.in < 0)
		return -1;
	*code = proc_run(&p, e);
	close(p.in);
	if (*code > 0) {
		fail(e, "initdb failed with exit code %d", *code);
		return fail_hint(e,
		    "its own words are above; \"Killed\" asks for a higher memory limit, "
		    "\"shared memory segment\" for a bigger --shm-size (shm_size)");
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

/* With -j a statement ends at ";\n\n". */
static void
write_statement(struct str *s, const struct boot *b)
{
	str_add(s, "CREATE DATABASE ");
	quote_identifier(s, b->database);
	/* Half the work of WAL_LOG, the default since 15, which has this word. */
	str_addf(s, "%s;\n\n", b->major >= 15 ? " STRATEGY = file_copy" : "");
}

/* The session is the bootstrap superuser's, so POSTGRES_USER owns the database, as with psql. It
 * reads only PGDATA's own configuration: what the operator's arguments ask for is for a server. */
int
initdb_create_database(struct boot *b, int *code, struct err *e)
{
	char postgres[PATH_MAX + 16], text[1024],
	    single[] = "--single", j[] = "-j", c[] = "-c", fsync_off[] = "fsync=off",
	    quiet[] = "log_checkpoints=off", exit_on[] = "exit_on_error=on", d[] = "-D",
	    db[] = "postgres", *data = strdup(b->pgdata);
	char *argv[] = { postgres, single, j, c, fsync_off, c, quiet, c, exit_on, d, data, db,
		NULL };
	struct str s = str_on(text, sizeof(text));
	struct proc p = { .argv = argv };
	int fd = memfd_create("pgtune-sql", MFD_CLOEXEC),
	    null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	snprintf(postgres, sizeof(postgres), "%s/postgres", b->bindir);
	write_statement(&s, b);
	if (s.full || fd < 0 || null < 0 || data == NULL || file_put(fd, s.p, s.len) < 0 ||
	    lseek(fd, 0, SEEK_SET) != 0)
		return fail_sys(e, "preparing CREATE DATABASE");
	p.in = fd;
	p.out = null; /* its prompt; errors come on stderr */
	*code = proc_run(&p, e);
	close(fd);
	close(null);
	free(data);
	if (*code < 0)
		*code = proc_exec_code(errno);
	else if (*code > 0)
		fail(
		    e, "creating the database \"%s\" failed with exit code %d", b->database, *code);
	return *code == 0 ? 0 : -1;
}
