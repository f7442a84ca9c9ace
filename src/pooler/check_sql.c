/* check_sql.c — findings in SQL (or a script with SQL in it) that installs a lookup function. It
 * reads words, not grammar: enough to find what is missing, and silent about files without a
 * lookup. */
#include <string.h>

#include "pooler/check.h"

#define SQL_MAX 65536

struct sql {
	struct findings *f;
	struct span text; /* comments blanked */
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
has(const struct sql *s, const char *word)
{
	return text_word(s->text, word) != NULL;
}

static void
tell(const struct sql *s, const char *near, const char *what)
{
	const char *at = near ? text_word(s->text, near) : NULL;

	found(s->f, L12, at ? line_at(s->text, at) : 0, "%s", what);
}

/* The text behind SET search_path, up to the line's end. */
static void
check_search_path(const struct sql *s)
{
	const char *set = text_find(s->text, "set search_path");
	struct span rest, line;

	if (set == NULL) {
		tell(s, "security definer",
		    "SECURITY DEFINER without SET search_path: the caller's path decides what "
		    "runs");
		return;
	}
	rest = (struct span){ set, s->text.len - (size_t)(set - s->text.p) };
	span_line(&rest, &line);
	if (text_find(line, "''") != NULL) {
		if (!text_find(s->text, "pg_catalog.pg_"))
			tell(s, "set search_path",
			    "search_path = '' and an unqualified table: a temporary one of that "
			    "name wins");
	} else if (text_word(line, "pg_temp") == NULL) {
		tell(s, "set search_path",
		    "search_path does not end in pg_temp: a temporary pg_shadow comes first");
	}
}

static void
check_rights(const struct sql *s)
{
	if (!text_find(s->text, "from public"))
		tell(s, "create", "no REVOKE … FROM PUBLIC: every role may call the lookup");
	if (text_find(s->text, "function public.") || text_find(s->text, "schema public"))
		tell(s, "public", "it lives in schema public, where others may be able to create");
	if (text_find(s->text, "authorization pgbouncer") ||
	    text_find(s->text, "owner to pgbouncer"))
		tell(s, text_find(s->text, "authorization") ? "authorization" : "owner",
		    "the lookup role owns the schema or the function, and can replace it");
}

static void
check_conditions(const struct sql *s)
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

/* PASSWORD '…' with anything but a verifier, a variable or a placeholder. */
static void
check_passwords(const struct sql *s)
{
	struct span rest = s->text;
	const char *at;

	while ((at = text_word(rest, "password")) != NULL) {
		const char *end = s->text.p + s->text.len;
		const char *p = at + 8;

		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		if (p + 1 < end && *p == '\'' && strchr("'$%:\\", p[1]) == NULL &&
		    !str_starts(p + 1, "SCRAM-SHA-256$"))
			found(s->f, L12, line_at(s->text, at),
			    "a password in the clear: it is in the server's log and statistics "
			    "too");
		rest = (struct span){ at + 8, (size_t)(end - at) - 8 };
	}
}

static void
check_limit(const struct sql *s)
{
	const char *limit = text_find(s->text, "connection limit");
	struct span rest, word;
	int64_t n;

	if (limit == NULL)
		return;
	rest =
	    span_trim((struct span){ limit + 16, s->text.len - (size_t)(limit + 16 - s->text.p) });
	word = (struct span){ rest.p, 0 };
	while (word.len < rest.len && rest.p[word.len] >= '0' && rest.p[word.len] <= '9')
		word.len++;
	n = text_number(word, 2);
	if (n < 2)
		found(s->f, L17, line_at(s->text, limit),
		    "CONNECTION LIMIT %lld is less than the two connections lookups take",
		    (long long)n);
}

void
check_sql(struct findings *f, struct pooler_facts *facts, const struct pooler_file *file)
{
	char copy[SQL_MAX];
	struct sql s = { f, { copy, 0 } };
	const char *connect;

	s.text.len = file->text.len < sizeof(copy) - 1 ? file->text.len : sizeof(copy) - 1;
	memcpy(copy, file->text.p, s.text.len);
	copy[s.text.len] = '\0';
	blank_comments(copy, s.text.len);
	check_passwords(&s);
	if (!text_find(s.text, "security definer"))
		return;
	check_search_path(&s);
	check_rights(&s);
	check_conditions(&s);
	check_limit(&s);
	connect = text_find(s.text, "\\connect ");
	if (connect != NULL && facts->auth_db != NULL) {
		struct span rest = { connect + 9, s.text.len - (size_t)(connect + 9 - copy) }, line;

		span_line(&rest, &line);
		if (!span_is(span_trim(line), facts->auth_db))
			found(f, L10, line_at(s.text, connect),
			    "it is installed in \"%.*s\", lookups run in \"%s\"",
			    (int)span_trim(line).len, span_trim(line).p, facts->auth_db);
	}
}
