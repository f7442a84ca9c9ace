/* pgbouncer_console.c — the part of `pgbouncer check --online` that asks the pooler's console: O06
 * (paused, full, waited for, other settings than in its file) and O10. */
#include <fcntl.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "cmd/pgbouncer_check.h"
#include "wire/session.h"

#define SETTINGS 256

/* A row of SHOW CONFIG. */
struct setting {
	char key[64], value[1024], otherwise[1024]; /* otherwise: the default */
	bool by_reload;                             /* RELOAD takes it over */
};

struct console {
	struct pooler_ini *ini;
	struct findings *f;
	char databases[INI_PAIRS][NAME_BYTES + 1]; /* that the pooler knows */
	size_t database_count;
	int64_t most; /* server connections of all of them, -1: without a limit */
	struct setting settings[SETTINGS];
	size_t setting_count;
};

/* The lookups' own entry is of one role, so its pool is all it opens. */
static void
count_connections(struct console *c, const struct wire_row *row, const char *name)
{
	int64_t limit = wire_number(row, "max_connections");

	if (strcmp(name, "pgbouncer") == 0 || c->most < 0)
		return;
	if (strcmp(name, POOLER_AUTH_ALIAS) == 0)
		limit = wire_number(row, "pool_size");
	c->most = limit > 0 ? c->most + limit : -1;
}

static void
take_database(void *with, const struct wire_row *row)
{
	struct console *c = with;
	char name[NAME_BYTES + 1], current[16], most[16];

	if (!wire_column(row, "name", name, sizeof(name)))
		return;
	if (c->database_count < INI_PAIRS)
		memcpy(c->databases[c->database_count++], name, sizeof(name));
	count_connections(c, row, name);
	for (size_t i = 0; i < c->ini->database_count; i++)
		if (strcmp(c->ini->databases[i].alias, name) == 0)
			c->ini->databases[i].name[0] = '\0'; /* seen */
	if (wire_number(row, "paused") == 1)
		found(c->f, O06, 0, "database \"%s\" is paused: new logins wait", name);
	if (wire_number(row, "disabled") == 1)
		found(c->f, O06, 0, "database \"%s\" is disabled: new logins are refused", name);
	if (wire_column(row, "current_connections", current, sizeof(current)) &&
	    wire_column(row, "max_connections", most, sizeof(most)) && strcmp(most, "0") != 0 &&
	    strcmp(current, most) == 0)
		found(c->f, O06, 0, "database \"%s\" has all its %s connections", name, most);
}

/* PAUSE without a database's name leaves no mark on any of them. */
static void
take_state(void *with, const struct wire_row *row)
{
	struct console *c = with;
	char key[16] = "", value[8] = "";

	wire_column(row, "key", key, sizeof(key));
	wire_column(row, "value", value, sizeof(value));
	if (strcmp(key, "active") != 0 && strcmp(value, "yes") == 0)
		found(c->f, O06, 0, "the pooler is %s: new logins wait", key);
}

static void
take_pool(void *with, const struct wire_row *row)
{
	struct console *c = with;
	char database[NAME_BYTES + 1], waiting[16], longest[16];

	if (wire_column(row, "database", database, sizeof(database)) &&
	    wire_column(row, "cl_waiting", waiting, sizeof(waiting)) &&
	    wire_column(row, "maxwait", longest, sizeof(longest)) && strcmp(longest, "0") != 0)
		found(c->f, O06, 0, "%s clients of \"%s\" wait, the longest for %s s", waiting,
		    database, longest);
}

static void
take_setting(void *with, const struct wire_row *row)
{
	struct console *c = with;
	struct setting *s = &c->settings[c->setting_count];
	char changeable[8] = "";

	if (c->setting_count == SETTINGS || !wire_column(row, "key", s->key, sizeof(s->key)) ||
	    !wire_column(row, "value", s->value, sizeof(s->value)) ||
	    !wire_column(row, "default", s->otherwise, sizeof(s->otherwise)))
		return;
	wire_column(row, "changeable", changeable, sizeof(changeable));
	s->by_reload = strcmp(changeable, "yes") == 0;
	c->setting_count++;
}

/* Values are told when they are numbers: others may be secrets. */
static void
compare_setting(const struct console *c, const struct ini_doc *doc, const struct setting *s)
{
	const struct ini_pair *pair = ini_setting(doc, s->key);
	struct span file = pair ? pair->value : span_of(s->otherwise);
	const char *fix = s->by_reload ? "RELOAD" : "restart it";

	if (strcmp(s->key, "conffile") == 0 || strlen(s->value) == sizeof(s->value) - 1 ||
	    ini_same(file, span_of(s->value)))
		return;
	if (s->value[strspn(s->value, "0123456789.")] == '\0' && file.len < 16)
		found(c->f, O06, 0, "%s is %s, the file makes it %.*s: %s", s->key, s->value,
		    (int)file.len, file.p, fix);
	else
		found(c->f, O06, 0, "%s is not what the file makes it: %s", s->key, fix);
}

static void
compare_database(const struct console *c, const struct ini_pair *pair)
{
	struct span name = pair->key;

	if (name.len > 1 && name.p[0] == '\'')
		name = (struct span){ name.p + 1, name.len - 2 };
	for (size_t i = 0; i < c->database_count; i++)
		if (span_is(name, c->databases[i]))
			return;
	if (!span_is(name, "*"))
		found(c->f, O06, 0, "database \"%.*s\" is in the file alone: RELOAD", (int)name.len,
		    name.p);
}

/* The file that RELOAD would read. What it includes is not followed: then nothing is said. */
static void
compare_file(const struct console *c)
{
	static struct ini_doc doc;
	static char text[POOLER_INI_MAX];
	const char *path = NULL;
	size_t len;
	struct err e;

	for (size_t i = 0; i < c->setting_count; i++)
		if (strcmp(c->settings[i].key, "conffile") == 0)
			path = c->settings[i].value;
	if (path == NULL)
		return;
	if (file_read(AT_FDCWD, path, text, sizeof(text), &len, &e) < 0) {
		log_failure(&e);
		return;
	}
	ini_read(&doc, text, len);
	if (doc.full || text_find((struct span){ text, len }, "%include ") != NULL)
		return;
	for (size_t i = 0; i < c->setting_count; i++)
		compare_setting(c, &doc, &c->settings[i]);
	for (size_t i = 0; i < doc.count; i++)
		if (doc.pairs[i].section == INI_DATABASES)
			compare_database(c, &doc.pairs[i]);
}

/* One console session; -1 and e when it failed before all was asked. */
static int
ask(struct console *c, struct err *e)
{
	struct err unknown;
	struct wire w;
	int bad;

	if (pooler_console(c->ini, &w, e) < 0)
		return -1;
	bad = wire_query(&w, "SHOW POOLS", take_pool, c, e) < 0 ||
	      wire_query(&w, "SHOW DATABASES", take_database, c, e) < 0 ||
	      wire_query(&w, "SHOW CONFIG", take_setting, c, e) < 0;
	/* 1.18 does not know it. */
	if (!bad)
		wire_query(&w, "SHOW STATE", take_state, c, &unknown);
	wire_close(&w);
	return bad ? -1 : 0;
}

int64_t
pgbouncer_console(struct pooler_ini *ini, struct findings *f)
{
	static struct console c;
	struct err e;

	c = (struct console){ .ini = ini, .f = f };
	if (ask(&c, &e) < 0) {
		fail_within(&e, "the pooler's console");
		fail_hint(
		    &e, "run this as the pooler's user, with its --config-dir, to look there too");
		log_failure(&e);
		return 0;
	}
	for (size_t i = 0; i < ini->database_count; i++)
		if (ini->databases[i].name[0] != '\0')
			found(f, O10, 0, "\"%s\"", ini->databases[i].alias);
	compare_file(&c);
	return max64(c.most, 0);
}
