/* conf.c — the grammar of guc-file.l: lines of
 *
 *	name = 'value'		# the sign may be left out, the quotes for a number or a plain word
 *	include_dir 'conf.d'
 */
#include "guc/conf.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "guc/conf_lex.h"

#define NAME_MAX_LEN 256
#define VALUE_MAX_LEN 8192

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
assignment(struct gucset *set, const struct conf_text *text, struct conf_lexer *lx)
{
	char name_buf[NAME_MAX_LEN], value_buf[VALUE_MAX_LEN];
	struct str name = str_on(name_buf, sizeof(name_buf));
	struct str value = str_on(value_buf, sizeof(value_buf));
	int line = lx->line;
	enum conf_token t;

	str_addn(&name, lx->word, lx->len);
	t = conf_next(lx);
	if (t == CONF_EQUALS)
		t = conf_next(lx);
	if (t == CONF_STRING)
		conf_unquote(&value, lx->word, lx->len);
	else if (t == CONF_ID || t == CONF_UNQUOTED || t == CONF_NUMBER)
		str_addn(&value, lx->word, lx->len);
	else
		return -1;
	t = conf_next(lx);
	if (t != CONF_LINE_END && t != CONF_END)
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
	struct conf_lexer lx = { .at = text->p, .end = text->p + text->len, .line = 1 };
	int errors = 0;
	enum conf_token t;

	while ((t = conf_next(&lx)) != CONF_END && errors < CONF_ERRORS) {
		int line = lx.line;

		if (t == CONF_LINE_END)
			continue;
		if ((t == CONF_ID || t == CONF_QUALIFIED_ID) && assignment(set, text, &lx) == 0)
			continue;
		complain(text, line, "syntax error");
		errors++;
		if (lx.line == line)
			conf_skip_line(&lx);
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

	while (digits < len && p[digits] >= '0' && p[digits] <= '9')
		digits++;
	if (num_int(p, digits, 1, 999, &n, e) < 0)
		return fail(e, "not a PostgreSQL version");
	*major = (int)n;
	return 0;
}
