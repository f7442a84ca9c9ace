/* settings.c — finding a row in the settings table. */
#include "tune/settings.h"

#include <string.h>

#include "tune/rules.h"

const char setting_boolean[] = SETTING_SWITCH;

static const struct setting *const subjects[] = {
	memory_settings,
	shm_settings,
	connection_settings,
	library_settings,
	parallel_settings,
	wal_settings,
	planner_settings,
	io_settings,
};

const struct setting *
setting_by_id(enum setting_id id)
{
	for (size_t i = 0; i < LEN(subjects); i++)
		for (const struct setting *s = subjects[i]; s->name != NULL; s++)
			if (s->id == id)
				return s;
	return NULL;
}

const struct setting *
setting_by_name(const char *name)
{
	for (size_t i = 0; i < LEN(subjects); i++)
		for (const struct setting *s = subjects[i]; s->name != NULL; s++)
			if (strcasecmp(s->name, name) == 0)
				return s;
	return NULL;
}

bool
setting_known(const struct setting *s, int major)
{
	return major >= s->since && (s->until == 0 || major <= s->until);
}

int64_t
setting_min(const struct setting *s, int major)
{
	return major < s->min_since ? s->min_before : s->min;
}

const char *
setting_preset(const struct setting *s, int major)
{
	return major < s->preset_since ? s->preset_before : s->preset;
}

enum change
setting_change(const struct setting *s, int major)
{
	return s->reload_since != 0 && major >= s->reload_since ? CHANGE_RELOAD : s->change;
}
