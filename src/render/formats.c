/* formats.c — the plan as lines another program reads: one line a setting, quoted as that program
 * wants it. */
#include <string.h>

#include "render/json.h"
#include "render/render.h"

struct line {
	const struct setting *row;
	const char *value;
};

/* Calls `add` for each emitted setting. */
static void
each_line(struct str *out, const struct rendering *r, void (*add)(struct str *, struct line))
{
	char buf[VALUE_TEXT_MAX];

	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		struct str value = str_on(buf, sizeof(buf));

		if (!plan_emits(r->plan, id))
			continue;
		render_value(&value, r->plan, id);
		out->full |= value.full;
		add(out, (struct line){ setting_by_id(id), buf });
	}
}

/* text between single quotes, those in it twice. */
static void
quote(struct str *out, const char *text, size_t len)
{
	str_addc(out, '\'');
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\'')
			str_addc(out, '\'');
		str_addc(out, text[i]);
	}
	str_addc(out, '\'');
}

/* Tells the reader what the plan was made for. */
static void
headline(struct str *out, const struct rendering *r, const char *comment)
{
	const struct plan *p = r->plan;

	str_addf(out, "%s pgtune-auto " VERSION ": PostgreSQL %d, workload %s, ", comment,
	    p->wish.major, workload_words[p->wish.workload]);
	render_size(out, p->host->memory.bytes);
	str_add(out, " of memory, ");
	render_milli(out, p->host->cpu.milli);
	str_add(out, " CPUs\n");
}

/* The value is a token of guc-file.l without quotes: a number with its unit, or an identifier. */
static bool
is_bare_conf_value(const struct line *l)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	bool is_name = *l->value >= 'a' && *l->value <= 'z';

	return l->row->kind != VALUE_TEXT || (is_name && l->value[strspn(l->value, word)] == '\0');
}

/* A string of guc-file.l: it ends on its line. */
static void
conf_string(struct str *out, const char *text)
{
	str_addc(out, '\'');
	for (; *text != '\0'; text++) {
		if (str_is_control(*text)) {
			str_addf(out, "\\%03o", (unsigned)*text);
			continue;
		}
		if (*text == '\'' || *text == '\\')
			str_addc(out, *text);
		str_addc(out, *text);
	}
	str_addc(out, '\'');
}

static void
conf_line(struct str *out, struct line l)
{
	str_addf(out, "%s = ", l.row->name);
	if (is_bare_conf_value(&l))
		str_add(out, l.value);
	else
		conf_string(out, l.value);
	str_addc(out, '\n');
}

void
render_conf(struct str *out, const struct rendering *r)
{
	headline(out, r, "#");
	each_line(out, r, conf_line);
}

/* A list must be a list of literals: ALTER SYSTEM quotes one literal as one element. */
static void
sql_line(struct str *out, struct line l)
{
	bool list = l.row->id == SHARED_PRELOAD_LIBRARIES;
	const char *p = l.value;

	str_addf(out, "ALTER SYSTEM SET %s = ", l.row->name);
	for (;;) {
		size_t len = list ? strcspn(p, ",") : strlen(p);

		quote(out, p, len);
		p += len;
		if (*p == '\0')
			break;
		str_add(out, ", ");
		p += strspn(p, ", ");
	}
	str_add(out, ";\n");
}

static bool
is_of_library(struct line l)
{
	return strchr(l.row->name, '.') != NULL;
}

static void
sql_own(struct str *out, struct line l)
{
	if (!is_of_library(l))
		sql_line(out, l);
}

static void
sql_of_library(struct str *out, struct line l)
{
	if (is_of_library(l))
		sql_line(out, l);
}

/* Before PostgreSQL 17 ALTER SYSTEM refuses the setting of a library that is not loaded: those come
 * last, so that a psql that stops at an error has set all others. */
void
render_sql(struct str *out, const struct rendering *r)
{
	headline(out, r, "--");
	each_line(out, r, sql_own);
	if (r->plan->wish.major < 17 &&
	    (plan_emits(r->plan, CRON_DATABASE_NAME) || plan_emits(r->plan, PG_NET_DATABASE_NAME)))
		str_add(out, "-- once their library is loaded: a restart, then this again\n");
	each_line(out, r, sql_of_library);
}

static void
env_line(struct str *out, struct line l)
{
	str_add(out, "PGTUNE_");
	for (const char *c = l.row->name; *c; c++)
		str_addc(out, *c == '.'                ? '_'
			      : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A')
						       : *c);
	str_addc(out, '=');
	render_shell_word(out, l.value);
	str_addc(out, '\n');
}

void
render_env(struct str *out, const struct rendering *r)
{
	each_line(out, r, env_line);
}

/* Settings that CloudNativePG refuses in `parameters` because it sets them itself: the ones of ours
 * in its FixedConfigurationParameters (pkg/postgres/configuration.go). The list of libraries has a
 * field of its own. */
static const enum setting_id fixed_by_cloudnativepg[] = { HUGE_PAGES, WAL_LEVEL,
	SHARED_PRELOAD_LIBRARIES };

/* YAML folds a newline between single quotes; between double ones JSON's escapes are its own. */
static void
yaml_string(struct str *out, const char *text, size_t len)
{
	struct json json = json_on(out);

	for (size_t i = 0; i < len; i++)
		if (str_is_control(text[i])) {
			json_stringn(&json, text, len);
			return;
		}
	quote(out, text, len);
}

static void
k8s_parameter(struct str *out, struct line l)
{
	for (size_t i = 0; i < LEN(fixed_by_cloudnativepg); i++)
		if (fixed_by_cloudnativepg[i] == l.row->id)
			return;
	if (l.row->id == MAX_WAL_SENDERS && strcmp(l.value, "0") == 0)
		return; /* it went with wal_level=minimal; replicas need some */
	str_addf(out, "    %s: ", l.row->name);
	yaml_string(out, l.value, strlen(l.value));
	str_addc(out, '\n');
}

static void
k8s_library(struct str *out, struct line l)
{
	size_t len;

	if (l.row->id != SHARED_PRELOAD_LIBRARIES || l.value[0] == '\0')
		return;
	str_add(out, "  shared_preload_libraries:\n");
	for (const char *p = l.value; *p != '\0'; p += len + strspn(p + len, ", ")) {
		len = strcspn(p, ",");
		str_add(out, "    - ");
		yaml_string(out, p, len);
		str_addc(out, '\n');
	}
}

void
render_k8s(struct str *out, const struct rendering *r)
{
	headline(out, r, "#");
	str_add(out, "postgresql:\n  parameters:\n");
	each_line(out, r, k8s_parameter);
	each_line(out, r, k8s_library);
}
