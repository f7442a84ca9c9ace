/* boot_sourcer.c — sourced init files that make the shell itself odd: a real bash goes on, or fails
 * with a reason, and never hangs. */
#include "boot/sourcer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "t.h"

static char folder[] = "/tmp/pgtune-sourcer.XXXXXX";
static struct err e;

static int
source(struct sourcer *s, const char *text)
{
	char path[64], *none[] = { NULL };
	int code = 0, result = -1;

	snprintf(path, sizeof(path), "%s/a.sh", folder);
	if (file_write_atomic(AT_FDCWD, path, text, strlen(text), 0600, &e) == 0)
		result = sourcer_run(s, path, none, &code, &e);
	if (result < 0)
		printf("# %s\n", e.text);
	unlink(path);
	return result;
}

static bool
is(const char *name, const char *value)
{
	const char *now = getenv(name);

	return now != NULL && strcmp(now, value) == 0;
}

static void
test_odd_shells(void)
{
	struct sourcer s = { 0 };

	T(source(&s, "set -a\nONE=$' a\\n=b'") == 0 && is("ONE", " a\n=b"));
	T(source(&s, "set -eux; readonly IFS=_E db=x name=y text=z file=1 var=2") == 0);
	T(getenv("pgtune_names") == NULL && getenv("pgtune_name") == NULL, "nothing of ours is "
									   "exported");
	T(source(&s, "psql() { TWO=\"$*\"; }\nPOSTGRES_USER=u POSTGRES_DB=\"a'b\" "
		     "docker_process_sql -x") == 0);
	T(getenv("TWO") != NULL && strstr(getenv("TWO"), "dbname='a\\'b'") != NULL,
	    "a readonly db is another");
	T(source(&s, "compgen() { :; }; mapfile() { :; }; declare() { :; }; local() { :; }\n"
		     "set() { :; }; printf() { :; }; echo() { :; }\n"
		     "export THREE=a\nf() { return 5; }; export -f f") == 0 &&
		is("THREE", "a") && getenv("BASH_FUNC_f%%") != NULL,
	    "whatever it calls functions, and with a readonly IFS");
	T(source(&s, "unset -f f compgen mapfile declare local set printf echo") == 0 &&
	    getenv("BASH_FUNC_f%%") == NULL);
	T(source(&s, "set -T; trap 'echo traced >&1' DEBUG; export ONE=1") == 0 && is("ONE", "1"));
	T(source(&s, "trap - DEBUG; set +T") == 0 && is("ONE", "1"));
	T(source(&s, "unset ONE") == 0 && getenv("ONE") == NULL);
	T(source(&s, "return 3") == -1 && strstr(e.text, "exit code 3"));
	sourcer_end(&s);
}

/* What the official script leaves in variables that it does not export. */
static void
test_variables(void)
{
	struct sourcer s = { 0 };
	static const char text[] = "local all all trust\n\nhost all all all md5\n"
				   "host all all all reject\n";
	char path[64];

	snprintf(path, sizeof(path), "%s/pg_hba.conf", folder);
	T(file_write_atomic(AT_FDCWD, path, text, sizeof(text) - 1, 0600, &e) == 0);
	T(setenv("PGDATA", folder, 1) == 0);
	T(source(&s, "set -u; export ONE=$DATABASE_ALREADY_EXISTS$POSTGRES_HOST_AUTH_METHOD") == 0);
	T(is("ONE", "md5") && getenv("POSTGRES_HOST_AUTH_METHOD") == NULL, "the first boot's line");
	sourcer_end(&s);
	T(setenv("POSTGRES_HOST_AUTH_METHOD", "cert", 1) == 0);
	T(source(&s, "export ONE=$POSTGRES_HOST_AUTH_METHOD") == 0 && is("ONE", "cert"));
	sourcer_end(&s);
	T(unsetenv("POSTGRES_HOST_AUTH_METHOD") == 0 && unlink(path) == 0);
	T(source(&s, "export ONE=$POSTGRES_HOST_AUTH_METHOD") == 0 && is("ONE", ""));
	sourcer_end(&s);
}

static void
test_too_much(void)
{
	struct sourcer s = { 0 };

	T(source(&s, "for i in {1..20}; do printf -v V$i %060000d 0; export V$i; done") == -1);
	T(strstr(e.text, "exports more than 1048576 bytes") != NULL, "no hang");
	T(getenv("V1") == NULL);
	sourcer_end(&s);
}

int
main(void)
{
	alarm(30);
	T(mkdtemp(folder) != NULL);
	test_odd_shells();
	test_variables();
	test_too_much();
	T(rmdir(folder) == 0);
	return t_done();
}
