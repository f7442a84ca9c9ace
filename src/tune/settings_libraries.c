/* settings_libraries.c — shared_preload_libraries and the settings that only some library knows. */
#include <string.h>

#include "tune/rules.h"

/* Libraries that run background workers as soon as they are preloaded: each takes a slot of
 * max_worker_processes. timescaledb: a launcher and one scheduler a database. */
static const struct {
	const char *name;
	int64_t workers;
} runners[] = {
	{ "pg_cron", 1 },
	{ "pg_net", 1 },
	{ "pg_prewarm", 1 },
	{ "pg_squeeze", 1 },
	{ "pg_partman_bgw", 1 },
	{ "pg_wait_sampling", 1 },
	{ "pg_failover_slots", 1 },
	{ "pglogical", 1 },
	{ "citus", 1 },
	{ "timescaledb", 2 },
};

#define SEPARATORS ", \t\""

/* The next name of the list at *p, its length in *len; false at the end. */
static bool
next_library(const char **p, size_t *len)
{
	*p += strspn(*p, SEPARATORS);
	*len = strcspn(*p, SEPARATORS);
	return *len > 0;
}

/* "$libdir/pg_cron" and "/usr/lib/…/pg_cron.so" are pg_cron. */
static bool
is_library(const char *p, size_t len, const char *name)
{
	for (size_t i = len; i > 0; i--)
		if (p[i - 1] == '/')
			return is_library(p + i, len - i, name);
	if (len > 3 && memcmp(p + len - 3, ".so", 3) == 0)
		len -= 3;
	return str_is(p, len, name);
}

bool
library_in(const char *list, const char *name)
{
	size_t len;

	for (; next_library(&list, &len); list += len)
		if (is_library(list, len, name))
			return true;
	return false;
}

int64_t
library_workers(const char *list)
{
	int64_t sum = 0;

	for (size_t i = 0; i < LEN(runners); i++)
		if (library_in(list, runners[i].name))
			sum += runners[i].workers;
	return sum;
}

static void
shared_preload_libraries(struct plan *p)
{
	char list[sizeof(p->settings[0].value.text)];
	struct str s = str_on(list, sizeof(list));

	for (size_t i = 0; i < p->wish.library_count; i++) {
		const char *name = p->wish.libraries[i];

		if (s.len + strlen(name) + 2 > s.cap) {
			plan_warn(
			    p, "shared_preload_libraries grows too long: \"%s\" is left out", name);
			continue;
		}
		str_addf(&s, "%s%s", s.len > 0 ? "," : "", name);
	}
	if (s.len == 0) {
		leave(p, SHARED_PRELOAD_LIBRARIES, "none asked for");
		return;
	}
	choose_text(p, SHARED_PRELOAD_LIBRARIES, list, "asked for");
	p->settings[SHARED_PRELOAD_LIBRARIES].from = FROM_OPTION;
}

static void
database_of(struct plan *p, enum setting_id id, const char *library)
{
	const char *database = p->wish.database != NULL ? p->wish.database : "postgres";

	if (!library_in(text_of(p, SHARED_PRELOAD_LIBRARIES), library))
		leave(p, id, "%s is not preloaded", library);
	else
		choose_text(p, id, database, "the database that was asked for");
}

static void
cron_database_name(struct plan *p)
{
	database_of(p, CRON_DATABASE_NAME, "pg_cron");
}

static void
pg_net_database_name(struct plan *p)
{
	database_of(p, PG_NET_DATABASE_NAME, "pg_net");
}

#define WORD .subject = LIBRARIES_SUBJECT, .kind = VALUE_TEXT, .change = CHANGE_RESTART

const struct setting library_settings[] = {
	{ .id = SHARED_PRELOAD_LIBRARIES,
	    .name = "shared_preload_libraries",
	    WORD,
	    .preset = "",
	    .why = "what POSTGRES_SHARED_PRELOAD_LIBRARIES asks for and the server has",
	    .moved_by = "POSTGRES_SHARED_PRELOAD_LIBRARIES",
	    .rule = shared_preload_libraries },
	{ .id = CRON_DATABASE_NAME,
	    .name = "cron.database_name",
	    WORD,
	    .preset = "postgres",
	    .why = "pg_cron's jobs live in the database of POSTGRES_DB",
	    .moved_by = "POSTGRES_DB, POSTGRES_SHARED_PRELOAD_LIBRARIES",
	    .rule = cron_database_name },
	{ .id = PG_NET_DATABASE_NAME,
	    .name = "pg_net.database_name",
	    WORD,
	    .preset = "postgres",
	    .why = "pg_net's queue lives in the database of POSTGRES_DB",
	    .moved_by = "POSTGRES_DB, POSTGRES_SHARED_PRELOAD_LIBRARIES",
	    .rule = pg_net_database_name },
	{ .name = NULL },
};
