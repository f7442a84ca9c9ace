/* check_compose.c — findings about the pooler's service in a compose file. It reads lines and their
 * indentation: a service is a key under `services:`, the pooler's one names pgbouncer in its name
 * or image. */
#include <string.h>

#include "base/num.h"
#include "pooler/check.h"
#include "pooler/size.h"

#define SERVICE_LINES 256
#define BUSY_CLIENT_KIB 8 /* what a client takes after a query: pooler_size() plans for more */
/* Connections to the server, which a compose file does not tell: a guess. */
#define SERVER_FILES 100

struct service {
	struct span name;
	int line;
	struct span lines[SERVICE_LINES];
	size_t count;
	bool is_pooler;
};

static size_t
indent_of(struct span line)
{
	size_t n = 0;

	while (n < line.len && line.p[n] == ' ')
		n++;
	return n;
}

/* The line of the service that starts with `key`, without key and blanks; NULL text when none. */
static struct span
value_of(const struct service *s, const char *key, int *line)
{
	for (size_t i = 0; i < s->count; i++) {
		struct span t = span_trim(s->lines[i]);

		if (t.len >= strlen(key) && memcmp(t.p, key, strlen(key)) == 0) {
			*line = s->line + (int)i + 1;
			return span_trim((struct span){ t.p + strlen(key), t.len - strlen(key) });
		}
	}
	return (struct span){ NULL, 0 };
}

static struct span
unquote(struct span t)
{
	if (t.len >= 2 && (t.p[0] == '"' || t.p[0] == '\'') && t.p[t.len - 1] == t.p[0])
		return (struct span){ t.p + 1, t.len - 2 };
	return t;
}

static void
check_signal(struct findings *f, const struct pooler_facts *facts, const struct service *s)
{
	int line = 0;
	struct span signal = unquote(value_of(s, "stop_signal:", &line));

	if (facts->version.minor >= 23 && signal.p == NULL)
		found(f, L19, s->line, "service %.*s has no stop_signal", (int)s->name.len,
		    s->name.p);
	else if (facts->version.minor >= 23 &&
		 (span_is(signal, "SIGTERM") || span_is(signal, "TERM")))
		found(f, L19, line, "stop_signal is SIGTERM");
}

/* The words of `test:` with a blank behind each, whether they are one string, ["a", "b"] or a list
 * of lines. */
static void
health_words(const struct service *s, int line, struct str *words)
{
	size_t first = (size_t)(line - s->line - 1);

	for (size_t i = first; i < s->count; i++) {
		struct span t = span_trim(s->lines[i]);
		bool item = t.len > 0 && t.p[0] == '-';

		if (i > first && t.len > 0 && !item &&
		    indent_of(s->lines[i]) <= indent_of(s->lines[first]))
			return;
		for (size_t k = item; k < t.len; k++)
			if (memchr(" \t\"',[]", t.p[k], 7) == NULL)
				str_addc(words, t.p[k]);
			else if (words->len > 0 && words->p[words->len - 1] != ' ')
				str_addc(words, ' ');
		str_addc(words, ' ');
	}
}

/* The console is a database: -d pgbouncer, dbname=pgbouncer, postgresql://localhost/pgbouncer, or
 * psql's word of its own; not a user, nor the folder of a socket. */
static bool
is_console(struct span word, struct span before, bool psql)
{
	static const char *const database[] = { "-d", "--dbname", NULL };
	static const char *const joined[] = { "-dpgbouncer", "dbname=pgbouncer",
		"--dbname=pgbouncer", NULL };
	struct span url = word;

	if (span_in(word, joined))
		return true;
	if (span_is(word, "pgbouncer"))
		return span_in(before, database) || (psql && before.len > 0 && *before.p != '-');
	span_next(&word, '?', &url);
	return text_find(url, "://") != NULL && str_ends(url.p, url.len, "/pgbouncer");
}

static bool
asks_console(struct span words)
{
	static const char *const another[] = { "&&", "||", "|", ";", NULL }; /* command */
	struct span word, before = { words.p, 0 };
	bool psql = false;

	while (span_next(&words, ' ', &word)) {
		if (is_console(word, before, psql))
			return true;
		psql = !span_in(word, another) && (psql || text_word(word, "psql") != NULL);
		before = word;
	}
	return false;
}

static void
check_health(struct findings *f, const struct pooler_facts *facts, const struct service *s)
{
	static const char *const shallow[] = { "pg_isready", "nc", "/dev/tcp" };
	char buf[1024];
	struct str text = str_on(buf, sizeof(buf));
	struct span words;
	int line = 0;

	if (value_of(s, "test:", &line).p == NULL)
		return;
	health_words(s, line, &text);
	words = (struct span){ text.p, text.len };
	if (asks_console(words)) {
		found(f, L20, line, "it asks \"pgbouncer\", the console");
		return;
	}
	for (size_t i = 0; i < LEN(shallow); i++)
		if (text_word(words, shallow[i]) != NULL) {
			found(f, L20, line, "it asks \"%s\"", shallow[i]);
			return;
		}
	if (facts->auth_user[0] != '\0' && text_word(words, facts->auth_user) != NULL)
		found(f, L20, line, "it logs in as the lookup role");
}

/* The path in the container that a line mounts something at: of "- ./host:/container:ro" and of
 * "target: /container". */
static struct span
mount_target(struct span line)
{
	static const char key[] = "target:";
	struct span rest = line, part = { line.p, 0 };

	if (rest.len > 1 && *rest.p == '-')
		rest = span_trim((struct span){ rest.p + 1, rest.len - 1 });
	if (rest.len > sizeof(key) && memcmp(rest.p, key, sizeof(key) - 1) == 0)
		return unquote(span_trim(
		    (struct span){ rest.p + sizeof(key) - 1, rest.len - (sizeof(key) - 1) }));
	if (rest.p == line.p)
		return part;
	rest = unquote(rest);
	span_next(&rest, ':', &part);
	return span_next(&rest, ':', &part) ? part : (struct span){ line.p, 0 };
}

static void
check_mounts(struct findings *f, const struct pooler_facts *facts, const struct service *s)
{
	const char *file =
	    facts->auth_file[0] != '\0' ? str_base(facts->auth_file) : "userlist.txt";

	for (size_t i = 0; i < s->count; i++) {
		struct span t = span_trim(s->lines[i]), target = mount_target(t);
		const char *slash = target.len > 0 ? memrchr(target.p, '/', target.len) : NULL;

		if (slash == NULL)
			continue;
		target.len -= (size_t)(slash + 1 - target.p);
		target.p = slash + 1;
		if (span_is(target, file))
			found(f, L26, s->line + (int)i + 1, "%.*s", (int)t.len, t.p);
	}
}

static void
check_limits(struct findings *f, const struct pooler_facts *facts, const struct service *s)
{
	int line = 0, at = 0;
	struct span memory = unquote(value_of(s, "mem_limit:", &line));
	struct span nofile = unquote(value_of(s, "nofile:", &at));
	int64_t bytes, needed, role = pooler_role_kib(facts->version), files;
	struct err e;

	if (memory.p == NULL)
		memory = unquote(value_of(s, "memory:", &line));
	needed = POOLER_BASE_BYTES +
		 (facts->roles * role + facts->max_client_conn * BUSY_CLIENT_KIB) * KIB;
	if (memory.p != NULL && num_size(memory.p, memory.len, 1, &bytes, &e) == 0 &&
	    bytes < needed)
		found(f, L23, line, "%lld MB, %lld are needed for %lld clients and %lld roles",
		    (long long)(bytes / MIB), (long long)(needed / MIB),
		    (long long)facts->max_client_conn, (long long)facts->roles);
	if (nofile.p != NULL && nofile.len == 0)
		nofile = unquote(value_of(s, "soft:", &at));
	if (nofile.p == NULL)
		return;
	files = text_number(nofile, 0);
	if (files > 0 && facts->max_client_conn + SERVER_FILES + POOLER_SPARE_FILES > files)
		found(f, L18, at, "nofile %lld, max_client_conn %lld", (long long)files,
		    (long long)facts->max_client_conn);
}

static void
check_service(struct findings *f, const struct pooler_facts *facts, const struct service *s)
{
	if (!s->is_pooler)
		return;
	check_signal(f, facts, s);
	check_health(f, facts, s);
	check_mounts(f, facts, s);
	check_limits(f, facts, s);
}

/* An exporter for PgBouncer, or a job for it, has its name too and is none. */
static bool
names_pooler(struct span t)
{
	return text_find(t, "pgbouncer") != NULL && text_find(t, "exporter") == NULL;
}

static void
add_line(struct service *s, struct span line)
{
	struct span t = span_trim(line);

	if (s->count < SERVICE_LINES)
		s->lines[s->count++] = line;
	if (t.len > 6 && memcmp(t.p, "image:", 6) == 0)
		s->is_pooler = names_pooler(t);
}

/* Where the reading is. */
struct compose {
	struct findings *f;
	const struct pooler_facts *facts;
	struct service service; /* its line is 0 outside of one */
	bool in_services;
	size_t depth; /* by how much the names of services are indented; 0: none was read */
	int line;
};

static void
end_service(struct compose *c)
{
	check_service(c->f, c->facts, &c->service);
	c->service = (struct service){ .count = 0 };
}

static void
read_line(struct compose *c, struct span line)
{
	struct span t = span_trim(line);
	size_t indent = indent_of(line);

	if (t.len == 0 || t.p[0] == '#') {
		if (c->service.line != 0)
			add_line(&c->service, (struct span){ "", 0 });
		return;
	}
	if (indent == 0) {
		end_service(c);
		c->in_services = span_is(t, "services:");
		c->depth = 0;
		return;
	}
	if (c->in_services && c->depth == 0)
		c->depth = indent;
	if (c->in_services && indent == c->depth && t.p[t.len - 1] == ':') {
		end_service(c);
		c->service.name = (struct span){ t.p, t.len - 1 };
		c->service.line = c->line;
		c->service.is_pooler = names_pooler(c->service.name);
	} else if (c->service.line != 0) {
		add_line(&c->service, line);
	}
}

void
check_compose(struct findings *f, struct pooler_facts *facts, const struct pooler_file *file)
{
	struct compose c = { .f = f, .facts = facts };
	struct span rest = file->text, line;

	while (span_line(&rest, &line)) {
		c.line++;
		read_line(&c, line);
	}
	end_service(&c);
}
