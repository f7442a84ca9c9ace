/* opt.c — reads options by a table. */
#include "base/opt.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"

static const struct opt *
find(const struct opt *table, size_t rows, unsigned command, const char *name, size_t len)
{
	for (size_t i = 0; i < rows; i++)
		if ((table[i].commands & command) && str_is(name, len, table[i].name))
			return &table[i];
	return NULL;
}

/* The choices as "a, b, c". */
static void
list_words(const char *const *words, struct str *s)
{
	for (size_t i = 0; words[i] != NULL; i++)
		str_addf(s, "%s%s", i ? ", " : "", words[i]);
}

static int
set_value(const struct opt *o, const char *said_as, const char *value, enum opt_from from,
    struct optset *set, struct err *e)
{
	char buf[200];
	struct str choices = str_on(buf, sizeof(buf));
	bool yes = false;

	if (o->arg == NULL) {
		if (num_bool(value, strlen(value), &yes, e) < 0)
			return fail_within(e, "%s: \"%s\"", said_as, value);
		value = yes ? "yes" : "no";
	}
	if (o->words != NULL) {
		size_t i = 0;

		while (o->words[i] != NULL && strcmp(o->words[i], value) != 0)
			i++;
		if (o->words[i] == NULL) {
			list_words(o->words, &choices);
			fail(e, "%s: unknown word \"%s\"", said_as, value);
			return fail_hint(e, "one of: %s", choices.p);
		}
	}
	set->value[o->id] = value;
	set->from[o->id] = from;
	return 0;
}

int
opt_take(const struct opt *table, size_t rows, unsigned command, char *const *argv,
    struct optset *set, struct err *e)
{
	const char *word = argv[0], *equals, *value;
	const struct opt *o;
	char said_as[80];
	size_t len;
	int used = 1;

	if (!str_starts(word, "--") || word[2] == '\0')
		return 0;
	word += 2;
	equals = strchr(word, '=');
	len = equals ? (size_t)(equals - word) : strlen(word);
	o = find(table, rows, command, word, len);
	if (o == NULL)
		return 0;
	snprintf(said_as, sizeof(said_as), "--%s", o->name);
	if (equals != NULL) {
		value = equals + 1;
	} else if (o->arg == NULL) {
		value = "yes";
	} else {
		if (argv[1] == NULL)
			return fail(e, "%s wants a value: %s", said_as, o->arg);
		value = argv[1];
		used = 2;
	}
	return set_value(o, said_as, value, OPT_FLAG, set, e) < 0 ? -1 : used;
}

const char *
env_get(char *const *env, const char *name)
{
	size_t len = strlen(name);

	for (; env != NULL && *env != NULL; env++)
		if (strncmp(*env, name, len) == 0 && (*env)[len] == '=')
			return (*env)[len + 1] ? *env + len + 1 : NULL;
	return NULL;
}

int
opt_environment(const struct opt *table, size_t rows, unsigned command, char *const *env,
    struct optset *set, struct err *e)
{
	for (size_t i = 0; i < rows; i++) {
		const struct opt *o = &table[i];
		const char *value;

		if (o->env == NULL || !(o->commands & command) || set->from[o->id] != OPT_UNSET)
			continue;
		value = env_get(env, o->env);
		if (value != NULL && set_value(o, o->env, value, OPT_ENV, set, e) < 0)
			return -1;
	}
	return 0;
}

const char *
opt_said_as(
    const struct opt *table, size_t rows, const struct optset *set, int id, char *buf, size_t cap)
{
	for (size_t i = 0; i < rows; i++) {
		if (table[i].id != id)
			continue;
		if (set->from[id] == OPT_ENV)
			snprintf(buf, cap, "%s", table[i].env);
		else
			snprintf(buf, cap, "--%s", table[i].name);
	}
	return buf;
}

bool
opt_yes(const struct optset *set, int id)
{
	return set->value[id] != NULL && strcmp(set->value[id], "yes") == 0;
}

const char *
opt_nearest(const struct opt *table, size_t rows, unsigned command, const char *word)
{
	const char *nearest = NULL;
	int best = 3; /* two slips of the finger are near, three are another word */

	for (size_t i = 0; i < rows; i++) {
		int distance = str_distance(word, table[i].name);

		if ((table[i].commands & command) && distance < best) {
			best = distance;
			nearest = table[i].name;
		}
	}
	return nearest;
}
