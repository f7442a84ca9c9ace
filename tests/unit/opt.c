/* opt.c — the option parser: flag over environment, empty is unset, choices listed. */
#include "t.h"

#include <string.h>

#include "base/opt.h"

enum {
	ID_MEMORY,
	ID_WORKLOAD,
	ID_STRICT,
	ID_OTHER
};

static const char *const words[] = { "web", "oltp", NULL };
static const struct opt rows[] = {
	[ID_MEMORY] = { .name = "memory", .env = "MEM", .arg = "SIZE", .commands = 1 },
	[ID_WORKLOAD] = { .name = "workload",
	    .env = "LOAD",
	    .arg = "W",
	    .words = words,
	    .commands = 1 },
	[ID_STRICT] = { .name = "strict", .env = "STRICT", .commands = 1 },
	[ID_OTHER] = { .name = "other", .env = "OTHER", .arg = "X", .commands = 2 },
};

static const struct opt_table table = { rows, LEN(rows) };

static struct optset set;
static struct err e;

static int
take(const char *a, const char *b)
{
	char *argv[] = { (char *)(uintptr_t)a, (char *)(uintptr_t)b, NULL };

	return opt_take(&table, 1, argv, &set, &e);
}

static int
from_environment(const char *a, const char *b)
{
	char *env[] = { (char *)(uintptr_t)a, (char *)(uintptr_t)b, NULL };

	return opt_environment(&table, 1, env, &set, &e);
}

static void
flags(void)
{
	T(take("--memory=4GB", NULL) == 1 && strcmp(set.value[ID_MEMORY], "4GB") == 0);
	T(take("--memory", "2GB") == 2 && strcmp(set.value[ID_MEMORY], "2GB") == 0);
	T(take("--memory=", NULL) == 1 && set.value[ID_MEMORY][0] == '\0', "an empty flag is said");
	T(take("--memory", NULL) == -1 && strstr(e.text, "SIZE"));
	T(take("--strict", "x") == 1 && opt_yes(&set, ID_STRICT));
	T(take("--strict=no", NULL) == 1 && !opt_yes(&set, ID_STRICT));
	T(take("--strict=maybe", NULL) == -1);
	T(take("--workload=foo", NULL) == -1 && strstr(e.text, "foo") &&
	    strstr(e.hint, "web, oltp"));
	T(take("--work", NULL) == 0, "no abbreviations");
	T(take("--other=1", NULL) == 0, "another command's option is foreign");
	T(take("--", NULL) == 0);
	T(take("-c", NULL) == 0);
	T(take("memory", NULL) == 0);
}

static void
environment(void)
{
	char name[OPT_SAID_MAX];

	memset(&set, 0, sizeof(set));
	take("--memory=1GB", NULL);
	T(from_environment("MEM=2GB", "LOAD=") == 0);
	T(strcmp(set.value[ID_MEMORY], "1GB") == 0, "a flag beats the environment");
	T(set.value[ID_WORKLOAD] == NULL, "an empty variable is unset");
	T(from_environment("LOAD=nope", NULL) == -1 &&
	    strstr(e.text, "LOAD: unknown word \"nope\""));
	T(from_environment("OTHER=1", "STRICT=on") == 0 && set.value[ID_OTHER] == NULL);
	T(opt_yes(&set, ID_STRICT));
	T(strcmp(opt_said_as(&table, &set, ID_MEMORY, name), "--memory") == 0);
	T(strcmp(opt_said_as(&table, &set, ID_STRICT, name), "STRICT") == 0);
	T(strcmp(opt_nearest(&table, 1, "memry"), "memory") == 0);
	T(opt_nearest(&table, 1, "shared_buffers") == NULL);
}

int
main(void)
{
	flags();
	environment();
	return t_done();
}
