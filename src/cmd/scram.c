/* scram.c — `pgtune-auto scram`: a SCRAM-SHA-256 verifier of a password, or the comparison with
 * one.
 */
#include <stdio.h>

#include "cmd/call.h"
#include "cmd/password.h"

static int
compare(const char *path, const struct secret *password)
{
	static struct secret text;
	struct scram v;
	struct err e;

	if (secret_file(path, &text, &e) < 0)
		return failed(&e);
	if (!text.set || scram_parse(text.text, text.len, &v, &e) < 0) {
		if (!text.set)
			fail(&e, "it is empty");
		fail_within(&e, "\"%s\"", path);
		return failed(&e);
	}
	if (scram_matches(&v, password->text, password->len)) {
		puts("the password matches the verifier");
		return EXIT_DONE;
	}
	puts("the password does not match the verifier");
	return EXIT_FAILED;
}

static int
print_verifier(const struct call *call, const struct secret *password)
{
	char buf[SCRAM_TEXT_MAX];
	struct str text = str_on(buf, sizeof(buf));
	struct scram v;
	struct err e;

	if (password_verifier(call, password, &v, &e) < 0)
		return usage_error(&e);
	scram_print(&v, &text);
	puts(text.p);
	return EXIT_DONE;
}

static int
run(struct call *call)
{
	static struct secret password;
	const char *verifier = call->opts.value[OPT_VERIFIER];
	struct err e;
	int code;

	if (call->nargs > 0) { /* it may be the password: not repeated */
		fail(&e, "scram takes no password on the command line, where all can read it");
		fail_hint(&e, "give it on standard input, or with --password-file FILE");
		return usage_error(&e);
	}
	if (password_read(call, &password, &e) < 0)
		return failed(&e);
	code = verifier ? compare(verifier, &password) : print_verifier(call, &password);
	secret_wipe(&password);
	return code;
}

const struct cmd cmd_scram = {
	.name = "scram",
	.args = "",
	.help = "print the SCRAM-SHA-256 verifier of a password on standard input",
	.max_args = -1,
	.bit = CMD_SCRAM,
	.run = run,
};
