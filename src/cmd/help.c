/* help.c — `pgtune-auto help [COMMAND]`, made from the tables the parser reads. */
#include <stdio.h>

#include "cmd/call.h"

#define COLUMN 26 /* where the explanations start */

static void
print_option(const struct opt *o)
{
	char left[64], right[64] = "";

	snprintf(left, sizeof(left), "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	if (o->env != NULL)
		snprintf(right, sizeof(right), " [%s]", o->env);
	printf("  %-*s %s%s\n", COLUMN - 3, left, o->help, right);
}

static void
print_options(unsigned bit)
{
	puts("\nOptions [and their environment variables; an option beats its variable]:");
	for (size_t i = 0; i < options.count; i++)
		if (options.rows[i].commands & bit)
			print_option(&options.rows[i]);
}

static void
print_formats(const char *const *formats)
{
	fputs("\nFormats:", stdout);
	for (; *formats != NULL; formats++)
		printf(" %s", *formats);
	putchar('\n');
}

static int
help_command(const struct cmd *cmd)
{
	char usage[CALL_USAGE_MAX];

	printf("%s\n%s\n", call_usage(cmd, usage), cmd->help);
	if (cmd->formats != NULL)
		print_formats(cmd->formats);
	if (call_takes_options(cmd))
		print_options(cmd->bit);
	return EXIT_DONE;
}

static int
help_all(void)
{
	puts("usage: pgtune-auto [OPTION]… [COMMAND] [OPTION]… [ARGUMENT]…\n"
	     "       pgtune-auto [OPTION]… [postgres] [ARG…]      tune, boot and run postgres\n"
	     "       pgtune-auto --dry-run [postgres ARG…]        print the plan, touch nothing\n"
	     "       pgtune-auto PROGRAM [ARG…]                   run another program as it is\n"
	     "\nCommands:");
	for (size_t i = 0; commands[i] != NULL; i++)
		printf("  %-*s%s\n", COLUMN - 2, commands[i]->name, commands[i]->help);
	print_options(cmd_entrypoint.bit);
	puts(
	    "\n\"pgtune-auto help COMMAND\" tells more; so do the manuals pgtune-auto(1) and (7).");
	return EXIT_DONE;
}

static int
unknown_command(const char *word)
{
	const char *nearest = command_nearest(word);
	struct err e;

	fail(&e, "help: unknown command \"%s\"", word);
	if (nearest != NULL)
		fail_hint(&e, "did you mean %s?", nearest);
	else
		fail_hint(&e, "\"pgtune-auto help\" lists them");
	return usage_error(&e);
}

static int
unknown_word(const struct cmd *cmd, const char *word)
{
	struct err e;

	fail(&e, "help: unknown word \"%s\" of %s", word, cmd->name);
	fail_hint(&e, "\"pgtune-auto help %s\" tells what it takes", cmd->name);
	return usage_error(&e);
}

static int
run(struct call *call)
{
	const struct cmd *cmd = call->nargs > 0 ? command_by_name(call->args[0]) : NULL;

	if (call->nargs == 0)
		return help_all();
	if (cmd == NULL)
		return unknown_command(call->args[0]);
	/* pgbouncer ini: its options are the command's */
	if (call->nargs > 1 && call_find_verb(cmd, call->args[1]) == NULL)
		return unknown_word(cmd, call->args[1]);
	return help_command(cmd);
}

const struct cmd cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.help = "explain the program, or one command",
	.max_args = 2,
	.run = run,
};
