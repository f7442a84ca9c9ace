/* check_sql.c — findings in SQL (or a script with SQL in it) that installs a lookup function. It
 * reads words, not grammar: enough to find what is missing, and silent about files without a
 * lookup. */
#include <string.h>
#include <strings.h>

#include "crypto/password.h"
#include "lint/sql.h"
#include "pooler/check.h"
#include "pooler/quote.h"

#define SQL_MAX 65536

struct sql_check {
	struct findings *f;
	const struct pooler_facts *facts;
	struct span text; /* comments blanked */
	const char *role; /* that looks up; "": unknown */
};

static int
line_at(struct span text, const char *at)
{
	int line = 1;

	for (const char *p = text.p; p < at; p++)
		line += *p == '\n';
	return line;
}

/* Comments become blanks, so that words in them do not count; "--" in quotes stays. */
static void
blank_comments(char *p, size_t len)
{
	bool quoted = false;

	for (size_t i = 0; i + 1 < len; i++) {
		if (p[i] == '\'')
			quoted = !quoted;
		if (!quoted && p[i] == '-' && p[i + 1] == '-')
			for (; i < len && p[i] != '\n'; i++)
				p[i] = ' ';
		else if (!quoted && p[i] == '/' && p[i + 1] == '*')
			for (; i + 1 < len && !(p[i] == '*' && p[i + 1] == '/'); i++)
				p[i] = p[i] == '\n' ? '\n' : ' ';
	}
}

static bool
has(const struct sql_check *s, const char *word)
{
	return text_word(s->text, word) != NULL;
}

static void
tell_at(const struct sql_check *s, const char *at, const char *what)
{
	found(s->f, L12, line_at(s->text, at), "%s", what);
}

static void
tell(const struct sql_check *s, const char *near, const char *what)
{
	const char *at = near ? text_word(s->text, near) : NULL;

	found(s->f, L12, at ? line_at(s->text, at) : 0, "%s", what);
}

static struct span
behind(struct span text, const char *at)
{
	return (struct span){ at, (size_t)(text.p + text.len - at) };
}

/* Where `first second` starts, two words with any white space between them, and in *end where it
 * ends; NULL when it is not there. */
static const char *
find_pair(struct span text, const char *first, const char *second, const char **end)
{
	const char *at;

	while ((at = text_word(text, first)) != NULL) {
		struct span rest = span_trim(behind(text, at + strlen(first)));

		if (text_word(rest, second) == rest.p) {
			*end = rest.p + strlen(second);
			return at;
		}
		text = behind(text, at + strlen(first));
	}
	return NULL;
}

/* The last word of a list that SET gives a setting; `empty`: it is one empty string. */
static struct span
last_of_list(struct span text, bool *empty)
{
	struct sql sql = sql_on(text.p, text.len, SQL_FILE, false);
	struct sql_token t, comma;

	if (!sql_accept(&sql, "to"))
		sql_next(&sql, &t);
	do {
		sql_next(&sql, &t);
		sql_next(&sql, &comma);
	} while (sql_is_sign(&comma, ','));
	*empty = t.kind == SQL_STRING && t.len == 0;
	return (struct span){ t.p, t.len };
}

/* What stands before `at` since the last semicolon. */
static struct span
statement_before(struct span text, const char *at)
{
	const char *from = at;

	while (from > text.p && from[-1] != ';')
		from--;
	return (struct span){ from, (size_t)(at - from) };
}

/* All of it. */
static struct span
statement_at(struct span text, const char *at)
{
	struct span statement = statement_before(text, at), rest = behind(text, at), end;

	span_next(&rest, ';', &end);
	statement.len += end.len;
	return statement;
}

/* SET search_path of a function, in the text from its CREATE to the next one: not a role's. */
static const char *
find_search_path(struct span text, const char **end)
{
	const char *at;

	while ((at = find_pair(text, "set", "search_path", end)) != NULL) {
		struct span before = statement_before(text, at);
		const char *ignored;

		if (find_pair(before, "alter", "role", &ignored) == NULL &&
		    find_pair(before, "alter", "user", &ignored) == NULL)
			return at;
		text = behind(text, *end);
	}
	return NULL;
}

/* From the CREATE before `at` to the one behind it. */
static struct span
statement_around(struct span text, const char *at)
{
	const char *create, *next = text_word(behind(text, at), "create");

	if (next != NULL)
		text.len = (size_t)(next - text.p);
	while ((create = text_word(text, "create")) != NULL && create < at)
		text = behind(text, create + 6);
	return text;
}

static void
check_search_path(const struct sql_check *s, const char *definer)
{
	const char *end, *set = find_search_path(statement_around(s->text, definer), &end);
	struct span last;
	bool empty;

	if (set == NULL) {
		tell_at(s, definer,
		    "SECURITY DEFINER without SET search_path: the caller's path decides what "
		    "runs");
		return;
	}
	last = last_of_list(behind(s->text, end), &empty);
	if (empty && !text_find(s->text, "pg_catalog.pg_"))
		tell_at(s, set,
		    "search_path = '' and an unqualified table: a temporary one of that "
		    "name wins");
	else if (!empty && text_word(last, "pg_temp") == NULL)
		tell_at(s, set,
		    "search_path does not end in pg_temp: a temporary pg_shadow comes first");
}

/* OWNER TO or AUTHORIZATION with the lookup role; one that starts with pgbouncer is taken for it.
 */
static bool
names_lookup_role(const struct sql_check *s, const char *at)
{
	struct span name = span_trim(behind(s->text, at));

	if (name.len > 0 && *name.p == '"')
		name = behind(name, name.p + 1);
	return (name.len >= 9 && strncasecmp(name.p, "pgbouncer", 9) == 0) ||
	       (s->role[0] != '\0' && text_word(name, s->role) == name.p);
}

static void
check_owner(const struct sql_check *s)
{
	struct span rest = s->text;
	const char *at, *end;

	while ((at = text_word(rest, "authorization")) != NULL) {
		end = at + strlen("authorization");
		if (names_lookup_role(s, end))
			break;
		rest = behind(rest, end);
	}
	if (at == NULL)
		for (rest = s->text; (at = find_pair(rest, "owner", "to", &end)) != NULL;
		     rest = behind(rest, end))
			if (names_lookup_role(s, end))
				break;
	if (at != NULL)
		tell_at(
		    s, at, "the lookup role owns the schema or the function, and can replace it");
}

static void
check_rights(const struct sql_check *s)
{
	const char *end;

	if (!find_pair(s->text, "from", "public", &end))
		tell(s, "create", "no REVOKE … FROM PUBLIC: every role may call the lookup");
	if (text_find(s->text, "function public.") || text_find(s->text, "schema public"))
		tell(s, "public", "it lives in schema public, where others may be able to create");
	check_owner(s);
}

static void
check_conditions(const struct sql_check *s)
{
	if (!has(s, "rolvaliduntil") && !has(s, "valuntil"))
		tell(s, "security definer", "no VALID UNTIL: expired passwords go on working");
	else if (text_find(s->text, "then null else") || text_find(s->text, "else null end"))
		tell(s, "case", "an expired role gives a NULL password instead of no row");
	if (!has(s, "rolsuper") && !has(s, "usesuper"))
		tell(s, "security definer", "superusers are not left out");
	if (!text_find(s->text, "scram-sha-256$") && !text_find(s->text, "is not null"))
		tell(s, "security definer", "NULL and md5 passwords are not left out");
}

/* Not a verifier, a variable, a placeholder or nothing. */
static bool
is_clear_text(const struct sql_token *t)
{
	return (t->kind == SQL_STRING || t->kind == SQL_DOLLAR) && t->len > 0 &&
	       memchr("'$%:\\", *t->p, 5) == NULL && !password_is_hash(t->p, t->len);
}

static void
check_passwords(const struct sql_check *s)
{
	struct span rest = s->text;
	const char *at;

	while ((at = text_word(rest, "password")) != NULL) {
		struct sql sql;
		struct sql_token t;

		rest = behind(rest, at + strlen("password"));
		sql = sql_on(rest.p, rest.len, SQL_FILE, false);
		if (sql_next(&sql, &t) && is_clear_text(&t))
			tell_at(s, at,
			    "a password in the clear: it is in the server's log and statistics "
			    "too");
	}
}

/* With text that only the shell, psql or format() knows. */
static bool
is_filled_in(struct span text)
{
	return text_find(text, "$") || text_find(text, "%") || text_find(text, ":");
}

/* Whose CONNECTION LIMIT it is: the lookup role's, or that of one that may come through the pooler,
 * and not a database's. */
static void
check_limit(const struct sql_check *s, const char *at, int64_t limit)
{
	const struct pooler_facts *facts = s->facts;
	int64_t lookups = facts->lookups * facts->processes;
	struct span statement = statement_at(s->text, at);

	if (text_word(statement, "database") != NULL)
		return;
	if (s->role[0] == '\0' || text_word(statement, s->role) != NULL) {
		if (limit < lookups)
			found(s->f, L17, line_at(s->text, at),
			    "CONNECTION LIMIT %lld is less than the %lld connections lookups take",
			    (long long)limit, (long long)lookups);
	} else if (limit < facts->pool && text_word(statement, "replication") == NULL &&
		   !is_filled_in(statement)) {
		found(s->f, L17, line_at(s->text, at),
		    "CONNECTION LIMIT %lld is less than default_pool_size %lld: clients of the "
		    "role wait unseen",
		    (long long)limit, (long long)facts->pool);
	}
}

static void
check_limits(const struct sql_check *s)
{
	struct span rest = s->text;
	const char *at, *end;

	while ((at = find_pair(rest, "connection", "limit", &end)) != NULL) {
		struct span number = span_trim(behind(rest, end));
		size_t digits = 0;

		while (digits < number.len && number.p[digits] >= '0' && number.p[digits] <= '9')
			digits++;
		number.len = digits;
		check_limit(s, at, text_number(number, INT32_MAX));
		rest = behind(rest, end);
	}
}

/* The database of the last \connect before `at`; len 0 where there is none, or where the file does
 * not name one. */
static struct span
connected_to(struct span text, const char *at)
{
	static const char *const connect[] = { "\\connect", "\\c", NULL };
	struct span rest = { text.p, (size_t)(at - text.p) }, line, word, db = { text.p, 0 };

	while (span_line(&rest, &line))
		if (span_word(&line, &word) && span_in(word, connect))
			(void)span_word(&line, &db);
	while (db.len > 0 && db.p[db.len - 1] == ';')
		db.len--;
	if (db.len > 1 && strchr("\"'", db.p[0]) != NULL && db.p[db.len - 1] == db.p[0])
		db = (struct span){ db.p + 1, db.len - 2 };
	if (db.p[0] == '-' || quote_plain_key(db.p, db.len) < db.len)
		db.len = 0; /* the same one, an option, a variable, a URL */
	return db;
}

/* Is it the one that lookups run in? */
static void
check_database(const struct sql_check *s, const char *definer)
{
	const char *wanted = s->facts->auth_db ? s->facts->auth_db : s->facts->lookup_db;
	struct span db = connected_to(s->text, definer);

	if (db.len > 0 && wanted[0] != '\0' && !span_is(db, wanted))
		found(s->f, L10, line_at(s->text, db.p),
		    "it is installed in \"%.*s\", lookups run in \"%s\"", (int)db.len, db.p,
		    wanted);
}

static void
check_definers(const struct sql_check *s)
{
	struct span rest = s->text;
	const char *at, *end;

	while ((at = find_pair(rest, "security", "definer", &end)) != NULL) {
		check_search_path(s, at);
		rest = behind(rest, end);
	}
}

void
check_sql(struct findings *f, struct pooler_facts *facts, const struct pooler_file *file)
{
	char copy[SQL_MAX];
	struct sql_check s = { f, facts, { copy, 0 }, facts->auth_user };
	const char *definer, *end;

	s.text.len = file->text.len < sizeof(copy) - 1 ? file->text.len : sizeof(copy) - 1;
	memcpy(copy, file->text.p, s.text.len);
	copy[s.text.len] = '\0';
	blank_comments(copy, s.text.len);
	check_passwords(&s);
	check_limits(&s);
	definer = find_pair(s.text, "security", "definer", &end);
	if (definer == NULL)
		return;
	check_definers(&s);
	check_rights(&s);
	check_conditions(&s);
	check_database(&s, definer);
}
