/* conf.c — the grammar of guc-file.l: lines of
 *
 *	name = 'value'		# the sign may be left out, the quotes for a number or a plain word
 *	include_dir 'conf.d'
 */
#include "guc/conf.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"

#define NAME_MAX_LEN 256
#define VALUE_MAX_LEN 8192

enum token {
	END,
	LINE_END,
	ID,
	QUALIFIED_ID,
	STRING,
	UNQUOTED, /* begins with a letter and is no ID: log_directory = pg_log.d/x:y */
	NUMBER,
	EQUALS,
	WRONG
};

struct lexer {
	const char *at, *end;
	int line;
	const char *word; /* the last token */
	size_t len;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* LETTER of the server's grammar: bytes of any encoding count. */
static bool
is_letter(char c)
{
	return is_ascii_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool
is_word(char c)
{
	return is_letter(c) || is_digit(c);
}

static bool
is_unquoted(char c)
{
	return is_word(c) || (c != '\0' && strchr("-._:/", c) != NULL);
}

static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* How many bytes from p on are of the kind. */
static size_t
span(const char *p, const char *end, bool (*kind)(char))
{
	size_t n = 0;

	while (p + n < end && kind(p[n]))
		n++;
	return n;
}

/* Of ID, ID.ID and the unquoted word the longest match wins, of equals the first. */
static enum token
lex_word(const char *p, const char *end, size_t *len)
{
	size_t id = span(p, end, is_word), all = span(p, end, is_unquoted);

	*len = all;
	if (id == all)
		return ID;
	if (p[id] == '.' && id + 1 < all && is_letter(p[id + 1]) &&
	    id + 1 + span(p + id + 1, end, is_word) == all)
		return QUALIFIED_ID;
	return UNQUOTED;
}

/* INTEGER: digits or 0x…, then letters; REAL: digits "." digits and an exponent. No match: 0. */
static size_t
lex_integer(const char *p, const char *end)
{
	size_t sign = p < end && (*p == '-' || *p == '+');
	size_t digits = span(p + sign, end, is_digit), hex = 0;

	if (digits == 0)
		return 0;
	if (p[sign] == '0' && end - p > (ptrdiff_t)sign + 1 && p[sign + 1] == 'x')
		hex = span(p + sign + 2, end, is_hex);
	digits = hex > 0 ? hex + 2 : digits;
	return sign + digits + span(p + sign + digits, end, is_ascii_letter);
}

static size_t
lex_real(const char *p, const char *end)
{
	size_t n = p < end && (*p == '-' || *p == '+'), exponent, digits;

	n += span(p + n, end, is_digit);
	if (p + n == end || p[n] != '.')
		return 0;
	n++;
	n += span(p + n, end, is_digit);
	if (p + n == end || (p[n] != 'e' && p[n] != 'E'))
		return n;
	exponent = n + 1;
	if (p + exponent < end && (p[exponent] == '-' || p[exponent] == '+'))
		exponent++;
	digits = span(p + exponent, end, is_digit);
	return digits > 0 ? exponent + digits : n;
}

/* 'text' with \x and '' inside; 0 when it does not end on its line. */
static size_t
lex_string(const char *p, const char *end)
{
	size_t n = 1;

	for (; p + n < end && p[n] != '\n'; n++) {
		if (p[n] == '\\') {
			if (p + ++n == end || p[n] == '\n')
				return 0;
		} else if (p[n] == '\'') {
			if (p + n + 1 == end || p[n + 1] != '\'')
				return n + 1;
			n++;
		}
	}
	return 0;
}

static enum token
lex_token(struct lexer *lx)
{
	const char *p = lx->at, *end = lx->end;
	size_t integer, real;

	if (*p == '=')
		return lx->len = 1, EQUALS;
	if (is_letter(*p))
		return lex_word(p, end, &lx->len);
	if (*p == '\'') {
		lx->len = lex_string(p, end);
		return lx->len > 0 ? STRING : WRONG;
	}
	integer = lex_integer(p, end);
	real = lex_real(p, end);
	lx->len = integer > real ? integer : real;
	return lx->len > 0 ? NUMBER : WRONG;
}

static void
skip_line(struct lexer *lx)
{
	const char *newline = memchr(lx->at, '\n', (size_t)(lx->end - lx->at));

	lx->at = newline != NULL ? newline : lx->end;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static enum token
next(struct lexer *lx)
{
	enum token t;

	while (lx->at < lx->end && is_blank(*lx->at))
		lx->at++;
	if (lx->at < lx->end && *lx->at == '#')
		skip_line(lx);
	lx->word = lx->at;
	if (lx->at == lx->end)
		return END;
	if (*lx->at == '\n') {
		lx->at++;
		lx->line++;
		return LINE_END;
	}
	t = lex_token(lx);
	if (t != WRONG)
		lx->at += lx->len;
	return t;
}

/* One to three octal digits behind a backslash. */
static char
octal(const char *p, const char *end, size_t *len)
{
	unsigned n = 0;

	for (*len = 0; *len < 3 && p + *len < end && p[*len] >= '0' && p[*len] <= '7'; ++*len)
		n = n * 8 + (unsigned)(p[*len] - '0');
	return (char)n;
}

/* The text between the quotes, escapes resolved (DeescapeQuotedString). */
static void
unquote(struct str *out, const char *p, size_t len)
{
	static const char escapes[] = "b\bf\fn\nr\rt\t";
	const char *end = p + len - 1, *known;
	size_t octals;

	for (p++; p < end; p++) {
		if (*p == '\'') {
			str_addc(out, *p++);
			continue;
		}
		if (*p != '\\') {
			str_addc(out, *p);
			continue;
		}
		p++;
		if (*p >= '0' && *p <= '7') {
			str_addc(out, octal(p, end, &octals));
			p += octals - 1;
			continue;
		}
		for (known = escapes; *known != '\0' && *known != *p; known += 2)
			;
		str_addc(out, *known != '\0' ? known[1] : *p);
	}
}

/* Does initdb write this very value? Then nobody chose it. Empty: any value. */
static bool
written_by_initdb(const char *name, const char *value)
{
	static const struct {
		const char *name, *value;
	} written[] = {
		{ "max_connections", "100" },
		{ "shared_buffers", "128MB" },
		{ "dynamic_shared_memory_type", "posix" },
		{ "max_wal_size", "1GB" },
		{ "min_wal_size", "80MB" },
		{ "autovacuum_worker_slots", "16" },
		{ "log_timezone", "" },
		{ "timezone", "" },
		{ "datestyle", "" },
		{ "lc_messages", "" },
		{ "lc_monetary", "" },
		{ "lc_numeric", "" },
		{ "lc_time", "" },
		{ "default_text_search_config", "" },
	};

	for (size_t i = 0; i < LEN(written); i++)
		if (strcasecmp(written[i].name, name) == 0)
			return written[i].value[0] == '\0' || strcmp(written[i].value, value) == 0;
	return false;
}

static void
complain(const struct conf_text *text, int line, const char *what)
{
	if (text->complain != NULL)
		text->complain(text->ctx, text->file, line, what);
}

static void
take_include(const struct conf_text *text, enum conf_kind kind, const char *name, int line)
{
	struct conf_include what = { .kind = kind,
		.name = name,
		.file = text->file,
		.line = line,
		.depth = text->depth + 1 };

	if (name[strspn(name, " \t\n\v\f\r")] == '\0')
		complain(text, line, "an include without a name");
	else if (what.depth > CONF_DEPTH)
		complain(text, line, "includes are nested too deeply: the server takes 10");
	else if (text->include != NULL)
		text->include(text->ctx, &what);
}

static void
take(
    struct gucset *set, const struct conf_text *text, const char *name, const char *value, int line)
{
	static const char *const kinds[] = {
		[CONF_INCLUDE] = "include",
		[CONF_INCLUDE_IF_EXISTS] = "include_if_exists",
		[CONF_INCLUDE_DIR] = "include_dir",
	};
	struct guc row = {
		.name = name, .value = value, .file = text->file, .line = line, .where = text->where
	};

	for (size_t i = 0; i < LEN(kinds); i++)
		if (strcasecmp(kinds[i], name) == 0) {
			take_include(text, (enum conf_kind)i, value, line);
			return;
		}
	if (text->where == GUC_CONF && text->depth == 0 && written_by_initdb(name, value))
		row.where = GUC_INITDB;
	guc_add(set, &row);
}

/* The assignment whose name was just read. 0, or -1: a syntax error. */
static int
assignment(struct gucset *set, const struct conf_text *text, struct lexer *lx)
{
	char name_buf[NAME_MAX_LEN], value_buf[VALUE_MAX_LEN];
	struct str name = str_on(name_buf, sizeof(name_buf));
	struct str value = str_on(value_buf, sizeof(value_buf));
	int line = lx->line;
	enum token t;

	str_addn(&name, lx->word, lx->len);
	t = next(lx);
	if (t == EQUALS)
		t = next(lx);
	if (t == STRING)
		unquote(&value, lx->word, lx->len);
	else if (t == ID || t == UNQUOTED || t == NUMBER)
		str_addn(&value, lx->word, lx->len);
	else
		return -1;
	t = next(lx);
	if (t != LINE_END && t != END)
		return -1;
	if (name.full || value.full)
		complain(text, line, "too long a name or value: not looked at");
	else
		take(set, text, name.p, value.p, line);
	return 0;
}

void
guc_read_conf(struct gucset *set, const struct conf_text *text)
{
	struct lexer lx = { .at = text->p, .end = text->p + text->len, .line = 1 };
	int errors = 0;
	enum token t;

	while ((t = next(&lx)) != END && errors < CONF_ERRORS) {
		int line = lx.line;

		if (t == LINE_END)
			continue;
		if ((t == ID || t == QUALIFIED_ID) && assignment(set, text, &lx) == 0)
			continue;
		complain(text, line, "syntax error");
		errors++;
		if (lx.line == line)
			skip_line(&lx);
	}
}

/* initdb.c, pretty_wal_size() */
static void
wal_size(struct str *out, int64_t megabytes)
{
	bool gigabytes = megabytes % 1024 == 0;

	str_addf(out, "%lld%s", (long long)(megabytes / (gigabytes ? 1024 : 1)),
	    gigabytes ? "GB" : "MB");
}

void
guc_know_segment(struct gucset *set, int64_t segment_bytes)
{
	static const struct {
		const char *name;
		int segments;
	} sizes[] = { { "max_wal_size", 64 }, { "min_wal_size", 5 } };

	for (size_t i = 0; i < LEN(sizes); i++) {
		char text[32];
		struct str written = str_on(text, sizeof(text));

		wal_size(&written, segment_bytes / MIB * sizes[i].segments);
		for (struct guc *row = set->rows; row < set->rows + set->count; row++)
			if (row->where == GUC_CONF && strcmp(row->name, sizes[i].name) == 0 &&
			    strcmp(row->value, text) == 0)
				row->where = GUC_INITDB;
	}
}

int
guc_read_major(const char *p, size_t len, int *major, struct err *e)
{
	size_t digits = 0;
	int64_t n;

	while (digits < len && is_digit(p[digits]))
		digits++;
	if (num_int(p, digits, 1, 999, &n, e) < 0)
		return fail(e, "not a PostgreSQL version");
	*major = (int)n;
	return 0;
}
