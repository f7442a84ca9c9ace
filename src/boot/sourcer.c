/* sourcer.c — asks bash file by file over a pipe; the answer is its exported environment, and /proc
 * tells its directory and umask. */
#include "boot/sourcer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "boot/boot.h"

#define ANSWER_MAX (1024 * 1024)
#define LOOK_MS 50

/* Reads a file name from descriptor 60 and sources the file; writes to 61 NAME=value of every
 * exported variable and function, NAME of each that is no longer exported, each ended by NUL, and
 * one more NUL. The functions and the psql array are those that init files of the official image
 * use; files are sourced inside a function there too, so that `local` is taken. */
static const char script[] =
    "set -Eeo pipefail\n"
    "pgtune_host=${PGHOST-} pgtune_names=$(compgen -e)\n"
    "psql=( docker_process_sql )\n"
    "docker_process_sql() {\n"
    "  local run=( psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username \"$POSTGRES_USER\" "
    ")\n"
    "  if [ -n \"${POSTGRES_DB-}\" ]; then run+=( --dbname \"$POSTGRES_DB\" ); fi\n"
    "  PGHOST=$pgtune_host PGHOSTADDR= \"${run[@]}\" \"$@\"\n"
    "}\n"
    "docker_setup_env() { :; }\n"
    "docker_setup_db() {\n"
    "  local found db=$POSTGRES_DB POSTGRES_DB=postgres\n"
    "  found=$(docker_process_sql -At --set db=\"$db\""
    " <<<\"SELECT 1 FROM pg_database WHERE datname = :'db'\")\n"
    "  [ \"$found\" ] || docker_process_sql --set db=\"$db\" <<<'CREATE DATABASE :\"db\"'\n"
    "}\n"
    "docker_temp_server_stop() { pg_ctl -D \"$PGDATA\" -m fast -w stop; }\n"
    "docker_temp_server_start() {\n"
    "  if [ \"${1-}\" = postgres ]; then shift; fi\n"
    "  set -- \"$@\" -c listen_addresses= -c port=\"${PGPORT:-5432}\"\n"
    "  if [ \"$pgtune_host\" ]; then set -- \"$@\" -c unix_socket_directories=\"$pgtune_host\"; "
    "fi\n"
    "  pg_ctl -D \"$PGDATA\" -o \"$(printf '%q ' \"$@\")\" -w start\n"
    "}\n"
    "docker_process_init_files() {\n"
    "  local f run\n"
    "  for f; do\n"
    "    case $f in\n"
    "    *.sh) if [ -x \"$f\" ]; then run='\"$f\"'; else run='. \"$f\"'; fi ;;\n"
    "    *.sql) run='docker_process_sql -f \"$f\"' ;;\n"
    "    *.sql.gz) run='gunzip -c \"$f\" | docker_process_sql' ;;\n"
    "    *.sql.xz) run='xzcat \"$f\" | docker_process_sql' ;;\n"
    "    *.sql.zst) run='zstd -dc \"$f\" | docker_process_sql' ;;\n"
    "    *) echo \"$0: ignoring $f\"; continue ;;\n"
    "    esac\n"
    "    if [[ $run = .* ]]; then echo \"$0: sourcing $f\"; else echo \"$0: running $f\"; fi\n"
    "    eval \"$run\"\n"
    "    echo\n"
    "  done\n"
    "}\n"
    "file_env() {\n"
    "  local name=\"$1\" file=\"$1_FILE\" value=\"${2-}\"\n"
    "  if [ \"${!name:-}\" ] && [ \"${!file:-}\" ]; then\n"
    "    echo >&2 \"error: both $name and $file are set (but are exclusive)\"; exit 1\n"
    "  fi\n"
    "  if [ \"${!name:-}\" ]; then value=\"${!name}\"\n"
    "  elif [ \"${!file:-}\" ]; then value=\"$(< \"${!file}\")\"; fi\n"
    "  export \"$name\"=\"$value\"; unset \"$file\"\n"
    "}\n"
    "pgtune_answer() {\n"
    "  local - IFS=$' \\t\\n' name text names\n"
    "  set -f +eux\n"
    "  names=$(compgen -e)\n"
    "  for name in $pgtune_names; do\n"
    "    [[ $'\\n'$names$'\\n' = *$'\\n'$name$'\\n'* ]] || builtin printf '%s\\0' \"$name\" >&61\n"
    "  done\n"
    "  for name in $names; do\n"
    "    [[ ! -v $name ]] || builtin printf '%s=%s\\0' \"$name\" \"${!name}\" >&61\n"
    "  done\n"
    "  for name in $(declare -Fx); do\n"
    "    text=$(declare -f -- \"$name\") &&\n"
    "      builtin printf 'BASH_FUNC_%s%%%%=() {%s\\0' \"$name\" \"${text#*\\{}\" >&61\n"
    "  done\n"
    "  pgtune_names=$names\n"
    "  builtin printf '\\0' >&61\n"
    "}\n"
    "pgtune_main() {\n"
    "  local pgtune_file\n"
    "  while IFS= read -r -d '' -u 60 pgtune_file; do\n"
    "    . \"$pgtune_file\"\n"
    "    { pgtune_answer; } 2>/dev/null\n"
    "  done\n"
    "}\n"
    "pgtune_main \"$@\"\n";

enum {
	ASK_FD = 60,
	ANSWER_FD = 61
};

static int
start(struct sourcer *s, char *const *args, struct err *e)
{
	static char bash[] = "bash", c[] = "-c", text[sizeof(script)], name[] = BOOT_OFFICIAL;
	int ask[2], answer[2];
	size_t count = 0;
	char **argv;

	while (args[count] != NULL)
		count++;
	argv = calloc(count + 5, sizeof(*argv));
	if (argv == NULL || pipe2(ask, O_CLOEXEC) < 0 || pipe2(answer, O_CLOEXEC) < 0)
		return fail_sys(e, "preparing bash");
	memcpy(text, script, sizeof(script));
	argv[0] = bash;
	argv[1] = c;
	argv[2] = text;
	argv[3] = name;
	memcpy(argv + 4, args, count * sizeof(*argv));
	if (dup2(ask[0], ASK_FD) < 0 || dup2(answer[1], ANSWER_FD) < 0)
		return fail_sys(e, "preparing bash");
	s->pid = proc_start(&(struct proc){ .argv = argv }, e);
	close(ASK_FD);
	close(ANSWER_FD);
	close(ask[0]);
	close(answer[1]);
	free(argv);
	s->ask = ask[1];
	s->answer = answer[0];
	return s->pid < 0 ? -1 : 0;
}

/* Bash has ended: also while a job that it left in the background keeps the pipe open. */
static bool
has_ended(struct sourcer *s)
{
	int status;

	if (waitpid(s->pid, &status, WNOHANG) != s->pid)
		return false;
	s->code = proc_code(status);
	s->pid = 0;
	return true;
}

/* True when the answer came whole: entries, and the empty one at its end. */
static bool
read_answer(struct sourcer *s, char *text, size_t *len)
{
	struct pollfd ready = { s->answer, POLLIN, 0 };

	*len = 0;
	while (*len < ANSWER_MAX) {
		ssize_t n;

		if (poll(&ready, 1, LOOK_MS) <= 0) {
			if (has_ended(s))
				return false;
			continue;
		}
		n = read(s->answer, text + *len, ANSWER_MAX - *len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		*len += (size_t)n;
		if (text[*len - 1] == '\0' && (*len == 1 || text[*len - 2] == '\0'))
			return true;
	}
	return false;
}

static void
take_over(char *text, size_t len)
{
	char *end = text + len;

	for (char *p = text; p < end; p += strlen(p) + 1) {
		char *equals = strchr(p, '=');

		if (equals == NULL) {
			unsetenv(p);
			continue;
		}
		*equals = '\0';
		setenv(p, equals + 1, 1);
		*equals = '='; /* strlen(p) above */
	}
}

/* Where it is and its umask, of which our own files keep their owner's bits. */
static void
follow(pid_t pid)
{
	char path[64], status[4096], *mask;
	struct err ignored;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	if (file_read(AT_FDCWD, path, status, sizeof(status), &len, &ignored) == 0 &&
	    (mask = strstr(status, "\nUmask:\t")) != NULL)
		umask((mode_t)strtoul(mask + strlen("\nUmask:\t"), NULL, 8) & 077);
	snprintf(path, sizeof(path), "/proc/%d/cwd", (int)pid);
	if (chdir(path) < 0) /* removed meanwhile: where we are is as good */
		return;
}

int
sourcer_run(struct sourcer *s, const char *path, char *const *args, int *code, struct err *e)
{
	char *text = malloc(ANSWER_MAX);
	size_t len = 0;
	bool done;

	if (text == NULL)
		return fail_sys(e, "sourcing \"%s\"", path);
	if (s->pid == 0 && start(s, args, e) < 0) {
		free(text);
		return -1;
	}
	done = write(s->ask, path, strlen(path) + 1) > 0 && read_answer(s, text, &len);
	if (done) {
		take_over(text, len);
		follow(s->pid);
	}
	free(text);
	if (done)
		return 0;
	*code = s->pid != 0 ? proc_wait(s->pid, e) : s->code;
	s->pid = 0;
	if (*code > 0)
		return fail(e, "\"%s\" failed with exit code %d", path, *code);
	*code = EXIT_FAILURE;
	fail(e, "\"%s\" ended the shell it was sourced by (exit 0)", path);
	return fail_hint(e, "make it executable to have it run as a program of its own, or use "
			    "return");
}

void
sourcer_end(struct sourcer *s)
{
	struct err e;

	if (s->pid <= 0)
		return;
	close(s->ask);
	close(s->answer);
	proc_wait(s->pid, &e);
	s->pid = 0;
}
