/* tune_manual.c — the manual of the rules and the settings table name the same settings. Run from
 * the top of the tree, as `make check` does. */
#include "t.h"
#include "tune.h"

#define ITEM "\n.It Cm "

static char manual[65536];

static bool
is_documented(const char *name)
{
	char item[128];
	struct str s = str_on(item, sizeof(item));

	str_addf(&s, ITEM "%s\n", name);
	return strstr(manual, item) != NULL;
}

int
main(void)
{
	FILE *f = fopen("man/pgtune-auto.7", "r");

	T(f != NULL);
	if (f == NULL)
		return t_done();
	manual[fread(manual, 1, sizeof(manual) - 1, f)] = '\0';
	fclose(f);
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const char *name = setting_by_id(id)->name;

		if (!is_documented(name))
			printf("# man/pgtune-auto.7 has no line \".It Cm %s\"\n", name);
		T(is_documented(name), name);
	}
	for (char *p = manual; (p = strstr(p, ITEM)) != NULL;) {
		char name[64];

		p += strlen(ITEM);
		T(sscanf(p, "%63s", name) == 1 && setting_by_name(name) != NULL, "is a setting");
	}
	return t_done();
}
