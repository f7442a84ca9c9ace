/* sourcer.c — asks bash file by file over a pipe; the answer is its exported environment. */
#include "boot/sourcer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"
#include "boot/boot.h"

#define ANSWER_MAX (1024 * 1024)

/* Reads a file name from descriptor 60, sources the file, and writes NAME=value of every exported
 * variable to 61, each ended by NUL, and one more NUL. The functions and the psql array are those
 * that init files of the official image use. */
static const char script[] =
    "set -Eeo pipefail\n"
    "psql=( docker_process_sql )\n"
    "docker_process_sql() { psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc"
    " --username \"$POSTGRES_USER\" --dbname \"$POSTGRES_DB\" \"$@\"; }\n"
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
    "  local IFS=$' \\t\\n' name\n"
    "  for name in $(compgen -e); do printf '%s=%s\\0' \"$name\" \"${!name}\"; done\n"
    "  printf '\\0'\n"
    "}\n"
    "while IFS= read -r -d '' -u 60 pgtune_file; do\n"
    "  . \"$pgtune_file\"\n"
    "  pgtune_answer >&61\n"
    "done\n";

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

/* True when the answer came whole: entries, and the empty one at its end. */
static bool
read_answer(const struct sourcer *s, char *text, size_t *len)
{
	*len = 0;
	while (*len < ANSWER_MAX) {
		ssize_t n = read(s->answer, text + *len, ANSWER_MAX - *len);

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

		if (equals == NULL)
			continue;
		*equals = '\0';
		setenv(p, equals + 1, 1);
		*equals = '='; /* strlen(p) above */
	}
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
	if (done)
		take_over(text, len);
	free(text);
	if (done)
		return 0;
	*code = proc_wait(s->pid, e);
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
