/* completion.c — `pgtune-auto completion bash|zsh`: a completion script made from the tables.
 *
 *	bash: source <(pgtune-auto completion bash)
 *	zsh:  source <(pgtune-auto completion zsh)     (compinit must have run) */
#include <stdio.h>
#include <string.h>

#include "cmd/call.h"

static void
print_words(const char *const *words)
{
	for (size_t i = 0; words != NULL && words[i] != NULL; i++)
		printf("%s%s", i ? " " : "", words[i]);
}

static void
print_commands(void)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		printf("%s%s", i ? " " : "", commands[i]->name);
}

static void
print_flags(unsigned bit)
{
	const char *blank = "";

	for (size_t i = 0; i < options.count; i++)
		if (options.rows[i].commands & bit) {
			printf("%s--%s", blank, options.rows[i].name);
			blank = " ";
		}
}

/* Branches of a shell's `case` over the word before: the choices of an option. */
static void
print_choices(void)
{
	for (size_t i = 0; i < options.count; i++) {
		if (options.rows[i].words == NULL)
			continue;
		printf("\t--%s) choices='", options.rows[i].name);
		print_words(options.rows[i].words);
		puts("' ;;");
	}
}

/* Branches over the command word: its options, and its formats. */
static void
print_branches(bool of_formats)
{
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (of_formats && commands[i]->formats == NULL)
			continue;
		printf("\t%s) choices='", commands[i]->name);
		if (of_formats)
			print_words(commands[i]->formats);
		else
			print_flags(commands[i]->bit);
		puts("' ;;");
	}
	fputs("\t*) choices='", stdout);
	if (of_formats)
		print_words(commands[0]->formats);
	else
		print_flags(cmd_entrypoint.bit);
	puts("' ;;");
}

/* "a|b|c" as words. */
static void
print_args(const char *args)
{
	for (; *args != '\0'; args++)
		putchar(*args == '|' ? ' ' : *args);
}

/* Branches over the word before, which is the command's own: its first word, where that is one of a
 * few. */
static void
print_first_words(void)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		if (strchr(commands[i]->args, '|') != NULL) {
			printf("\t%s) choices='", commands[i]->name);
			print_args(commands[i]->args);
			puts("' ;;");
		}
	printf("\t%s|'') choices='", cmd_help.name);
	print_commands();
	puts("' ;;");
}

/* Shared by both shells: $command is the command word or empty, $before the word before the cursor,
 * $current the one at it; sets $choices. (In zsh $words is the completion's own.) */
static void
print_body(void)
{
	puts("\tcase $before in");
	puts("\t--format) case $command in");
	print_branches(true);
	puts("\tesac; return 0 ;;");
	print_choices();
	puts("\t--root) choices= ; return 1 ;;");
	puts("\tesac");
	puts("\t[ -z \"$choices\" ] || return 0");
	puts("\tcase $current in");
	puts("\t-*) case $command in");
	print_branches(false);
	puts("\tesac ;;");
	puts("\t*) [ -z \"$command\" ] || [ \"$before\" = \"$command\" ] || return 0");
	puts("\tcase $command in");
	print_first_words();
	puts("\tesac ;;\n\tesac");
}

static void
print_finder(void)
{
	puts("_pgtune_auto_words() {");
	puts("\tlocal command= before=$1 current=$2 word");
	puts("\tchoices=");
	puts("\tshift 2");
	puts("\tfor word in \"$@\"; do\n\t\tcase $word in");
	for (size_t i = 0; commands[i] != NULL; i++)
		printf("\t\t%s%s", commands[i]->name, commands[i + 1] ? " |\\\n" : ")");
	puts(" command=$word; break ;;\n\t\tesac\n\tdone");
	print_body();
	puts("}");
}

static void
print_bash(void)
{
	print_finder();
	puts(
	    "_pgtune_auto() {\n"
	    "\tlocal choices before=${COMP_WORDS[COMP_CWORD-1]} current=${COMP_WORDS[COMP_CWORD]}\n"
	    "\t# \"--format=co\" is three words here\n"
	    "\t[ \"$current\" != = ] || current=\n"
	    "\t[ \"$before\" != = ] || before=${COMP_WORDS[COMP_CWORD-2]}\n"
	    "\t_pgtune_auto_words \"$before\" \"$current\" \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"\n"
	    "\tmapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$current\")\n"
	    "}\n"
	    "complete -o default -F _pgtune_auto pgtune-auto");
}

static void
print_zsh(void)
{
	print_finder();
	puts("_pgtune_auto() {\n"
	     "\tlocal cwords=(\"${words[@]}\") at=$CURRENT choices=\n"
	     "\tlocal before=$cwords[at-1] current=$cwords[at]\n"
	     "\tif [[ $current = --*=* ]]; then\n"
	     "\t\tbefore=${current%%=*} current=${current#*=}\n"
	     "\t\tcompset -P '*='\n"
	     "\tfi\n"
	     "\t_pgtune_auto_words \"$before\" \"$current\" \"${(@)cwords[2,at-1]}\"\n"
	     "\tcompadd -- ${=choices} || _files\n"
	     "}\n"
	     "compdef _pgtune_auto pgtune-auto");
}

static int
run(struct call *call)
{
	const char *shell = call->nargs > 0 ? call->args[0] : "";
	struct err e;

	if (strcmp(shell, "bash") == 0) {
		print_bash();
	} else if (strcmp(shell, "zsh") == 0) {
		print_zsh();
	} else {
		fail(&e, "completion: unknown shell \"%s\"", shell);
		fail_hint(&e, "one of: bash, zsh");
		return usage_error(&e);
	}
	return EXIT_DONE;
}

const struct cmd cmd_completion = {
	.name = "completion",
	.args = "bash|zsh",
	.help = "print a completion script for the shell",
	.max_args = 1,
	.run = run,
};
