/* opt.c — reads options by a table. */
#include "base/opt.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"

#define BEGINNING 3 /* letters of a name that are enough to mean it */

const struct opt *
opt_find(const struct opt_table *table, unsigned commands, const char *word)
{
	if (!str_starts(word, "--"))
		return NULL;
	word += 2;
	for (const struct opt *o = table->rows; o < table->rows + table->count; o++)
		if ((o->commands & commands) && str_is(word, strcspn(word, "="), o->name))
			return o;
	return NULL;
}

/* "--memory" or "POSTGRES_MEMORY", by where its value came from. */
static void
name_row(const struct opt *o, enum opt_from from, char buf[OPT_SAID_MAX])
{
	snprintf(buf, OPT_SAID_MAX, "%s%s", from == OPT_ENV ? "" : "--",
	    from == OPT_ENV ? o->env : o->name);
}

int
opt_word(const char *const *words, const char *said_as, const char *value, struct err *e)
{
	char buf[200];
	struct str choices = str_on(buf, sizeof(buf));

	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], value) == 0)
			return i;
	str_add_list(&choices, words);
	fail(e, "%s: unknown word \"%s\"", said_as, value);
	return fail_hint(e, "one of: %s", choices.p);
}

static int
set_value(struct optset *set, size_t id, const struct opt *o, const char *value, enum opt_from from,
    struct err *e)
{
	char said_as[OPT_SAID_MAX];
	bool yes = false;

	name_row(o, from, said_as);
	if (o->arg == NULL) {
		if (num_bool(value, strlen(value), &yes, e) < 0)
			return fail_within(e, "%s: \"%s\"", said_as, value);
		value = yes ? "yes" : "no";
	}
	if (o->words != NULL && opt_word(o->words, said_as, value, e) < 0)
		return -1;
	set->value[id] = value;
	set->from[id] = from;
	return 0;
}

int
opt_take(const struct opt_table *table, unsigned command, char *const *argv, struct optset *set,
    struct err *e)
{
	const struct opt *o = opt_find(table, command, argv[0]);
	const char *equals = strchr(argv[0], '='), *value = "yes";
	int used = 1;

	if (o == NULL)
		return 0;
	if (equals != NULL) {
		value = equals + 1;
	} else if (o->arg != NULL) {
		value = argv[1];
		used = 2;
	}
	if (value == NULL)
		return fail(e, "--%s wants a value: %s", o->name, o->arg);
	return set_value(set, (size_t)(o - table->rows), o, value, OPT_FLAG, e) < 0 ? -1 : used;
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
opt_environment(const struct opt_table *table, unsigned command, char *const *env,
    struct optset *set, struct err *e)
{
	for (size_t id = 0; id < table->count; id++) {
		const struct opt *o = &table->rows[id];
		const char *value;

		if (o->env == NULL || !(o->commands & command) || set->from[id] != OPT_UNSET)
			continue;
		value = env_get(env, o->env);
		if (value != NULL && set_value(set, id, o, value, OPT_ENV, e) < 0)
			return -1;
	}
	return 0;
}

const char *
opt_said_as(const struct opt_table *table, const struct optset *set, int id, char buf[OPT_SAID_MAX])
{
	name_row(&table->rows[id], set->from[id], buf);
	return buf;
}

bool
opt_yes(const struct optset *set, int id)
{
	return set->value[id] != NULL && strcmp(set->value[id], "yes") == 0;
}

const char *
opt_nearest(const struct opt_table *table, unsigned command, const char *word)
{
	char name[64];
	struct near near = { .word = name, .limit = NEAR_LIMIT };
	const char *begun = NULL;
	size_t len = strcspn(word, "="), beginnings = 0;

	if (len >= sizeof(name))
		return NULL;
	snprintf(name, sizeof(name), "%.*s", (int)len, word);
	for (size_t id = 0; id < table->count; id++) {
		if (!(table->rows[id].commands & command))
			continue;
		str_near(&near, table->rows[id].name);
		if (len >= BEGINNING && str_starts(table->rows[id].name, name)) {
			begun = table->rows[id].name;
			beginnings++;
		}
	}
	return near.name == NULL && beginnings == 1 ? begun : near.name;
}
