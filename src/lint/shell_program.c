/* shell_program.c — the program that a command calls, behind assignments and behind programs that
 * run another: sudo -u postgres psql. */
#include <string.h>

#include "base/str.h"
#include "lint/shell_call.h"

size_t
shell_assignment(const struct shell_word *word)
{
	size_t n = 0;

	while (n < word->len && shell_is_name(word->p[n]))
		n++;
	return n > 0 && n < word->len && word->p[n] == '=' ? n : 0;
}

static void
read_name(struct shell_call *call)
{
	struct str text = str_on(call->name, sizeof(call->name));
	const char *slash;

	shell_text(&call->cmd->word[call->program], &text);
	slash = strrchr(call->name, '/');
	call->by_path = slash != NULL;
	if (slash != NULL)
		memmove(call->name, slash + 1, strlen(slash));
}

/* Behind the options that begin at word i: a cluster that ends in a letter of `valued` takes the
 * next word, too. */
static size_t
behind_options(const struct shell_command *cmd, size_t i, const char *valued)
{
	while (i < cmd->nwords && *cmd->word[i].p == '-') {
		const struct shell_word *word = &cmd->word[i++];
		size_t n = 1;

		while (n < word->len && memchr(valued, word->p[n], strlen(valued)) == NULL)
			n++;
		i += n + 1 == word->len && word->p[1] != '-';
	}
	return i;
}

/* Programs that run the rest of their words: how many words they take before it, and the letters of
 * their options that take one. */
static bool
skip_runner(struct shell_call *call)
{
	static const struct {
		const char *name, *valued;
		size_t words;
	} runners[] = { { "command", "", 0 }, { "builtin", "", 0 }, { "env", "uC", 0 },
		{ "nice", "n", 0 }, { "nohup", "", 0 }, { "retry", "", 0 }, { "stdbuf", "ioe", 0 },
		{ "timeout", "ks", 1 }, { "sudo", "ugCDhpRTrt", 0 }, { "runuser", "ugGw", 0 },
		{ "setpriv", "", 0 }, { "gosu", "", 1 }, { "su-exec", "", 1 } };
	size_t next;

	for (size_t i = 0; i < LEN(runners); i++) {
		if (strcmp(call->name, runners[i].name) != 0)
			continue;
		/* without -u it takes -c, as su does */
		if (strcmp(call->name, "runuser") == 0 &&
		    (call->program + 1 == call->cmd->nwords ||
			!shell_word_is(&call->cmd->word[call->program + 1], "-u")))
			return false;
		next = behind_options(call->cmd, call->program + 1, runners[i].valued);
		/* command -v psql only asks where it is */
		if (strcmp(call->name, "command") == 0 && next > call->program + 1 &&
		    call->cmd->word[next - 1].len > 1 &&
		    (call->cmd->word[next - 1].p[1] | 32) == 'v')
			next = call->cmd->nwords;
		call->program = next + runners[i].words;
		return true;
	}
	return false;
}

bool
shell_find_program(struct shell_call *call)
{
	for (;;) {
		while (call->program < call->cmd->nwords &&
		       shell_assignment(&call->cmd->word[call->program]) > 0)
			call->program++;
		if (call->program >= call->cmd->nwords)
			return false;
		read_name(call);
		if (!skip_runner(call))
			return true;
	}
}
