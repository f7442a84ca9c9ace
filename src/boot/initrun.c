/* initrun.c — a child a file: the script itself, or psql, with an unpacker before it. */
#include "boot/initrun.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "boot/env.h"
#include "boot/initdb.h"
#include "boot/say.h"
#include "boot/sourcer.h"
#include "boot/tempserver.h"

/* psql's own binary beside postgres: Debian's /usr/bin/psql is a Perl wrapper of 40 ms. */
static const char *
psql_program(const struct boot *b)
{
	static char path[PATH_MAX + 8];

	snprintf(path, sizeof(path), "%s/psql", b->bindir);
	if (access(path, X_OK) < 0)
		snprintf(path, sizeof(path), "psql");
	return path;
}

/* Always as a connection string: psql would take a bare "a=b" or "postgresql://x" for one. */
static void
write_dbname(const char *database, struct str *s)
{
	str_add(s, "dbname='");
	for (; *database; database++) {
		if (*database == '\'' || *database == '\\')
			str_addc(s, '\\');
		str_addc(s, *database);
	}
	str_addc(s, '\'');
}

/* psql … --dbname DATABASE [EXTRA]; `in` becomes its stdin, 0: ours. --host finds the temporary
 * server whatever a sourced file made of PGHOST. But a POSTGRES_USER that such a file has set
 * counts, and so, for the callers, does POSTGRES_DB. */
static pid_t
start_psql(
    const struct boot *b, const char *database, const char *const extra[2], int in, struct err *e)
{
	char text[2 * SECRET_MAX + 16];
	struct str dbname = str_on(text, sizeof(text));
	const char *argv[16] = { psql_program(b), "-v", "ON_ERROR_STOP=1", "--username",
		env_or("POSTGRES_USER", b->user), "--no-password", "--no-psqlrc", "--dbname",
		text };
	struct proc p = { .argv = argv, .in = in };
	size_t n = 9;

	if (b->sockets[0] != '\0') {
		argv[n++] = "--host";
		argv[n++] = b->sockets;
	}
	for (size_t i = 0; extra != NULL && i < 2; i++)
		argv[n++] = extra[i];
	write_dbname(database, &dbname);
	return dbname.full ? fail(e, "starting psql") : proc_start(&p, e);
}

static int
finish(pid_t pid, int *code, struct err *e)
{
	if (pid < 0) {
		*code = proc_exec_code(errno);
		return -1;
	}
	*code = proc_wait(pid, e);
	return *code == 0 ? 0 : -1;
}

static int
run_sql(const struct boot *b, const char *path, int *code, struct err *e)
{
	const char *const extra[] = { "-f", path };

	return finish(start_psql(b, env_or("POSTGRES_DB", b->database), extra, 0, e), code, e);
}

/* The exit code as with pipefail: psql's unless that is 0, else the unpacker's. */
static int
run_packed(const struct boot *b, const struct initfile *f, int *code, struct err *e)
{
	const char *const argv[] = { f->unpacker, "-dc", f->path, NULL };
	struct proc unpack = { .argv = argv };
	int fds[2], unpack_code, failed;
	pid_t from, to;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return fail_sys(e, "making a pipe");
	unpack.out = fds[1];
	from = proc_start(&unpack, e);
	close(fds[1]);
	to = from < 0 ? -1 : start_psql(b, env_or("POSTGRES_DB", b->database), NULL, fds[0], e);
	close(fds[0]);
	failed = finish(to, code, e);
	if (from < 0)
		return -1;
	unpack_code = proc_wait(from, e);
	if (failed == 0 && unpack_code != 0)
		*code = unpack_code;
	return *code == 0 ? 0 : -1;
}

/* A script without a #! line is bash's, as it is to a shell that runs it. */
static int
run_script(const char *path, int *code, struct err *e)
{
	const char *const argv[] = { path, NULL }, *const by_bash[] = { "bash", path, NULL };
	pid_t pid = proc_start(&(struct proc){ .argv = argv }, e);

	if (pid < 0 && errno == ENOEXEC)
		pid = proc_start(&(struct proc){ .argv = by_bash }, e);
	return finish(pid, code, e);
}

int
initrun_one(struct boot *b, const struct initfile *f, struct sourcer *s, int *code, struct err *e)
{
	static const char *const doing[] = {
		[LINT_SQL] = "running",
		[LINT_PACKED] = "running",
		[LINT_SCRIPT] = "running",
		[LINT_SOURCED] = "sourcing",
		[LINT_NO_SCRIPT] = "ignoring",
	};
	int result = 0;

	say_file(doing[f->run], f->path);
	e->text[0] = e->hint[0] = '\0';
	switch (f->run) {
	case LINT_SQL:
		result = run_sql(b, f->path, code, e);
		break;
	case LINT_PACKED:
		result = run_packed(b, f, code, e);
		break;
	case LINT_SCRIPT:
		result = run_script(f->path, code, e);
		break;
	case LINT_SOURCED:
		result = sourcer_run(s, f->path, b->server_args, code, e);
		break;
	case LINT_NO_SCRIPT:
		break;
	}
	if (result < 0 && e->text[0] == '\0')
		fail(e, "\"%s\" failed with exit code %d", f->path, *code);
	return result;
}

static int
run_in_order(struct boot *b, const struct initfiles *list, struct marker *m, struct sourcer *s,
    int *code, struct err *e)
{
	for (size_t i = 0; i < list->count; i++) {
		struct initfile *f = &list->files[i];
		int64_t began = proc_now_ms();

		snprintf(m->file, sizeof(m->file), "%s", f->path);
		m->state = MARKER_FILES;
		if (f->run != LINT_NO_SCRIPT && marker_write(b->dir, m, e) < 0)
			return -1;
		if (initrun_one(b, f, s, code, e) < 0)
			return -1;
		say_blank();
		if (f->run == LINT_SQL || f->run == LINT_PACKED)
			say_blank();
		if (f->run == LINT_NO_SCRIPT)
			continue;
		say_took(f->path, began);
		if (tempserver_again(b, f->path, code, e) < 0)
			return -1;
	}
	return 0;
}

int
initrun_files(
    struct boot *b, const struct initfiles *list, struct marker *m, int *code, struct err *e)
{
	struct sourcer s = { 0 };
	int result;

	say_blank();
	if (list->count == 0)
		say_file("ignoring", BOOT_INIT_DIR "/*");
	result = run_in_order(b, list, m, &s, code, e);
	sourcer_end(&s);
	return result;
}

int
initrun_database(struct boot *b, int *code, struct err *e)
{
	char variable[512], sql[256];
	const char *const extra[] = { "--set", variable };
	int in, result;

	snprintf(variable, sizeof(variable), "db=%s", b->database);
	snprintf(sql, sizeof(sql),
	    "SELECT format('CREATE DATABASE %%I%s', :'db') WHERE NOT EXISTS"
	    " (SELECT FROM pg_database WHERE datname = :'db')\n\\gexec\n",
	    initdb_strategy(b));
	in = file_in_memory(sql, strlen(sql));
	if (in < 0)
		return fail_sys(e, "preparing CREATE DATABASE");
	e->text[0] = '\0';
	result = finish(start_psql(b, "postgres", extra, in, e), code, e);
	close(in);
	if (result < 0 && e->text[0] == '\0')
		fail(
		    e, "creating the database \"%s\" failed with exit code %d", b->database, *code);
	return result;
}
