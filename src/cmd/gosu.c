/* gosu.c — for images whose own scripts call gosu or su-exec: a link of that name to this program.
 */
#include "cmd/gosu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "boot/user.h"
#include "cmd/cmd.h"

static const char usage[] = "usage: gosu|su-exec USER[:GROUP] COMMAND [ARG...]";

/* What is asked first is answered, whatever follows: `gosu --version` is how Dockerfiles try it
 * out. -1: nothing is. */
static int
answer(const char *word)
{
	if (strcmp(word, "--version") == 0 || strcmp(word, "-v") == 0)
		return cmd_version.run(NULL);
	if (strcmp(word, "--help") != 0 && strcmp(word, "-h") != 0 && strcmp(word, "-?") != 0)
		return -1;
	puts(usage);
	return EXIT_DONE;
}

/* With the setuid bit this would be a root shell for anyone; gosu refuses to be one, too. */
static int
check_bits(struct err *e)
{
	if (getuid() == geteuid() && getgid() == getegid())
		return 0;
	fail(e, "gosu has the setuid or setgid bit: it would make anyone root");
	return fail_hint(e, "chmod ug-s the file; sudo and su are for that");
}

int
gosu(char **argv)
{
	static struct account a;
	struct proc p = { .user = &a.user };
	int answered = argv[1] != NULL ? answer(argv[1]) : -1;
	struct err e;

	if (answered >= 0)
		return answered;
	if (argv[1] == NULL || argv[2] == NULL) {
		log_line("%s", usage);
		return EXIT_FAILED;
	}
	p.argv = (const char *const *)argv + 2;
	if (check_bits(&e) == 0 && user_find_spec(argv[1], &a, &e) == 0) {
		setenv("HOME", a.home, 1);
		proc_exec(&p, &e);
	}
	log_error(&e);
	return EXIT_FAILED;
}
