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

/* Branches over the word before, which is the command's own: its verbs. */
static void
print_first_words(void)
{
	for (size_t i = 0; commands[i] != NULL; i++) {
		char buf[CALL_USAGE_MAX];
		struct str names = str_on(buf, sizeof(buf));

		call_add_verbs(&names, commands[i], " ");
		if (names.len > 0)
			printf("\t%s) choices='%s' ;;\n", commands[i]->name, names.p);
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

static int
print_bash(struct call *call)
{
	(void)call;
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
	return EXIT_DONE;
}

static int
print_zsh(struct call *call)
{
	(void)call;
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
	return EXIT_DONE;
}

static int
run(struct call *call)
{
	return call_run_verb(&cmd_completion, call);
}

static const struct verb bash = { .name = "bash", .run = print_bash };
static const struct verb zsh = { .name = "zsh", .run = print_zsh };
static const struct verb *const shells[] = { &bash, &zsh, NULL };

const struct cmd cmd_completion = {
	.name = "completion",
	.args = "",
	.verbs = shells,
	.help = "print a completion script for the shell",
	.max_args = -1,
	.run = run,
};
