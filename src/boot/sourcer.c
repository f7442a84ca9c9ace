/* sourcer.c — asks bash file by file over a socket; the answer is its exported environment, and
 * /proc tells its directory and umask. */
#include "boot/sourcer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/proc.h"
#include "boot/boot.h"

#define ANSWER_MAX (1024 * 1024)
#define LOOK_MS 50

/* sourcer.bash, ended by NUL. */
__asm__(".pushsection .rodata\n"
	"sourcer_script: .incbin \"boot/sourcer.bash\"\n"
	".byte 0\n"
	".popsection\n");
extern const char sourcer_script[] __attribute__((visibility("hidden")));

enum {
	ASK_FD = 60,
	ANSWER_FD = 61
};

static int
start(struct sourcer *s, char *const *args, struct err *e)
{
	int ask[2], answer[2];
	size_t count = 0;
	const char **argv;

	while (args[count] != NULL)
		count++;
	argv = calloc(count + 5, sizeof(*argv));
	if (argv == NULL || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ask) < 0 ||
	    pipe2(answer, O_CLOEXEC) < 0)
		return fail_sys(e, "preparing bash");
	argv[0] = "bash";
	argv[1] = "-c";
	argv[2] = sourcer_script;
	argv[3] = BOOT_OFFICIAL;
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

/* Takes over its directory and its umask, of which the owner's bits are left out: our own files
 * need them. */
static void
follow(pid_t pid)
{
	long mask = proc_status(pid, "Umask", 8);
	char path[64];

	if (mask >= 0)
		umask((mode_t)mask & 077);
	snprintf(path, sizeof(path), "/proc/%d/cwd", (int)pid);
	if (chdir(path) < 0) /* removed meanwhile: where we are is as good */
		return;
}

/* Bash did not answer, having read `len` bytes of an answer: ends it, and says why. Returns -1. */
static int
give_up(struct sourcer *s, const char *path, size_t len, int *code, struct err *e)
{
	close(s->ask); /* or it would go on, and wait for us to read */
	close(s->answer);
	*code = s->pid != 0 ? proc_wait(s->pid, e) : s->code;
	s->pid = 0;
	if (*code > 0 && len == ANSWER_MAX)
		return fail(e, "\"%s\" exports more than %d bytes", path, ANSWER_MAX);
	if (*code > 0)
		return fail(e, "\"%s\" failed with exit code %d", path, *code);
	*code = EXIT_FAILURE;
	fail(e, "\"%s\" ended the shell it was sourced by (exit 0)", path);
	return fail_hint(e, "make it executable to have it run as a program of its own, or use "
			    "return");
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
	/* No SIGPIPE for us when bash has ended since the last file. */
	done = send(s->ask, path, strlen(path) + 1, MSG_NOSIGNAL) > 0 && read_answer(s, text, &len);
	if (done) {
		take_over(text, len);
		follow(s->pid);
	}
	free(text);
	return done ? 0 : give_up(s, path, len, code, e);
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
