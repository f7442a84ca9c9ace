/* argv.c — a getopt of our own over the postmaster's option string, for its meaning as settings. */
#include "guc/argv.h"

#include <string.h>

/* A flag gives `name` a value, or is one of add_special(), or means nothing to a plan. */
struct flag {
	char letter;
	bool takes_value;
	const char *name;  /* the setting, or NULL */
	const char *value; /* of a flag without a value of its own */
};

/* postmaster.c, "B:bC:c:D:d:EeFf:h:ijk:lN:nOPp:r:S:sTt:W:-:"; -v is a standalone backend's and -n
 * went with PostgreSQL 16. */
static const struct flag flags[] = {
	{ 'B', true, "shared_buffers", NULL },
	{ 'C', true, NULL, NULL },
	{ 'D', true, NULL, NULL },
	{ 'E', false, NULL, NULL },
	{ 'F', false, "fsync", "false" },
	{ 'N', true, "max_connections", NULL },
	{ 'O', false, "allow_system_table_mods", "true" },
	{ 'P', false, "ignore_system_indexes", "true" },
	{ 'S', true, "work_mem", NULL },
	{ 'T', false, NULL, NULL },
	{ 'W', true, "post_auth_delay", NULL },
	{ 'b', false, NULL, NULL },
	{ 'c', true, NULL, NULL },
	{ '-', true, NULL, NULL },
	{ 'd', true, NULL, NULL },
	{ 'e', false, "datestyle", "euro" },
	{ 'f', true, NULL, NULL },
	{ 'h', true, "listen_addresses", NULL },
	{ 'i', false, "listen_addresses", "*" },
	{ 'j', false, NULL, NULL },
	{ 'k', true, "unix_socket_directories", NULL },
	{ 'l', false, "ssl", "true" },
	{ 'n', false, NULL, NULL },
	{ 'p', true, "port", NULL },
	{ 'r', true, NULL, NULL },
	{ 's', false, "log_statement_stats", "true" },
	{ 't', true, NULL, NULL },
	{ 'v', true, NULL, NULL },
};

static const struct flag *
find_flag(char letter)
{
	for (size_t i = 0; i < LEN(flags); i++)
		if (flags[i].letter == letter)
			return &flags[i];
	return NULL;
}

bool
guc_flag_takes_value(char letter)
{
	const struct flag *f = find_flag(letter);

	return f != NULL && f->takes_value;
}

static void
add(struct gucset *set, const char *spelled, const char *name, const char *value)
{
	struct guc row = { .name = name, .value = value, .file = spelled, .where = GUC_ARGV };

	if (set != NULL)
		guc_add(set, &row);
}

/* "name=value", of -c and --. */
static void
add_assignment(struct gucset *set, const char *spelled, const char *text)
{
	const char *equals = strchr(text, '=');
	char name[256];
	size_t len = equals ? (size_t)(equals - text) : 0;

	if (len == 0 || len >= sizeof(name))
		return;
	memcpy(name, text, len);
	name[len] = '\0';
	add(set, spelled, name, equals + 1);
}

/* -d N raises the logging step by step (set_debug_options). */
static void
add_debug(struct gucset *set, const char *level)
{
	static const struct {
		char from;
		const char *name, *value;
	} steps[] = {
		{ '1', "log_connections", "true" },
		{ '1', "log_disconnections", "true" },
		{ '2', "log_statement", "all" },
		{ '3', "debug_print_parse", "true" },
		{ '4', "debug_print_plan", "true" },
		{ '5', "debug_print_rewritten", "true" },
	};
	char messages[] = "debug5";

	if (*level < '1' || *level > '9') {
		add(set, "-d", "log_min_messages", "notice");
		return;
	}
	messages[5] = *level;
	add(set, "-d", "log_min_messages", messages);
	for (size_t i = 0; i < LEN(steps); i++)
		if (*level >= steps[i].from)
			add(set, "-d", steps[i].name, steps[i].value);
}

struct choice {
	const char *word, *name;
};

static void
add_choice(struct gucset *set, const char *spelled, const struct choice *choices, const char *word,
    const char *value)
{
	for (; choices->word != NULL; choices++)
		if (str_starts(word, choices->word))
			add(set, spelled, choices->name, value);
}

/* The flags that are more than one setting. value is theirs. */
static void
add_special(struct gucset *set, char letter, const char *value, const char **data_dir)
{
	static const struct choice plans[] = {
		{ "s", "enable_seqscan" },
		{ "i", "enable_indexscan" },
		{ "o", "enable_indexonlyscan" },
		{ "b", "enable_bitmapscan" },
		{ "t", "enable_tidscan" },
		{ "n", "enable_nestloop" },
		{ "m", "enable_mergejoin" },
		{ "h", "enable_hashjoin" },
		{ NULL, NULL },
	};
	static const struct choice stats[] = {
		{ "pa", "log_parser_stats" },
		{ "pl", "log_planner_stats" },
		{ "e", "log_executor_stats" },
		{ NULL, NULL },
	};

	if (letter == 'D')
		*data_dir = value;
	else if (letter == 'd')
		add_debug(set, value);
	else if (letter == 'c' || letter == '-')
		add_assignment(set, letter == 'c' ? "-c" : "--", value);
	else if (letter == 'f')
		add_choice(set, "-f", plans, value, "false");
	else if (letter == 't')
		add_choice(set, "-t", stats, value, "true");
}

/* One word "-abc" and, when its last flag wants it, the next. Returns the words used, 0: the server
 * would not take it. */
static size_t
read_word(struct gucset *set, char *const *argv, const char **data_dir)
{
	for (const char *at = argv[0] + 1; *at != '\0'; at++) {
		const struct flag *f = find_flag(*at);
		char spelled[] = { '-', *at, '\0' };
		const char *value = f ? f->value : NULL;
		size_t used = 1;

		if (f == NULL)
			return 0;
		if (f->takes_value) {
			value = at[1] != '\0' ? at + 1 : argv[1];
			used = at[1] != '\0' ? 1 : 2;
			if (value == NULL)
				return 0;
		}
		if (f->name != NULL)
			add(set, spelled, f->name, value);
		else
			add_special(set, *at, value, data_dir);
		if (f->takes_value)
			return used;
	}
	return 1;
}

size_t
guc_read_argv(struct gucset *set, char *const *argv, const char **data_dir)
{
	size_t n = 0, used;

	*data_dir = NULL;
	while (argv[n] != NULL && argv[n][0] == '-' && argv[n][1] != '\0') {
		if (strcmp(argv[n], "--") == 0)
			return n + 1;
		used = read_word(set, argv + n, data_dir);
		if (used == 0)
			break;
		n += used;
	}
	return n;
}
