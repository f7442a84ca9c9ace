/* tables.c — every id of the settings and of the options has its row, and only one: what else walks
 * these tables takes that for granted. */
#include "cmd/options.h"
#include "t.h"
#include "tune/settings.h"

/* An enum has no names here: an id without a row is told by its number and the row before it. */
static void
test_settings(void)
{
	const char *before = "(none)";

	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *s = setting_by_id(id);

		T(s != NULL, "src/tune/settings_*.c has a row for every id of settings.h");
		if (s == NULL) {
			printf("# the row of id %u is missing: the one after %s\n", id, before);
			return;
		}
		before = s->name;
		T(setting_by_name(s->name) == s, s->name);
		T(s->kind != VALUE_INT || (s->bare > 0 && (s->rule == NULL || s->grain > 0)),
		    s->name);
		T(s->min <= s->max, s->name);
		T(s->subject != NULL && s->preset != NULL && s->why != NULL, s->name);
	}
}

static void
test_options(void)
{
	const char *before = "(none)";

	for (size_t i = 0; i < options.count; i++) {
		const struct opt *o = &options.rows[i];
		char flag[OPT_SAID_MAX];

		T(o->name != NULL && o->help != NULL && o->commands != 0,
		    "options.c has a row for every id of options.h, with .name, .help, .commands");
		if (o->name == NULL) {
			printf("# the row of id %zu is missing: the one after %s\n", i, before);
			return;
		}
		before = o->name;
		snprintf(flag, sizeof(flag), "--%s", o->name);
		T(opt_find(&options, o->commands, flag) == o, flag);
	}
}

int
main(void)
{
	test_settings();
	test_options();
	return t_done();
}
