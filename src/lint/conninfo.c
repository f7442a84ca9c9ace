/* conninfo.c — database and host of dbname=… host=… and postgresql://…, as libpq reads them. */
#include <string.h>

#include "base/str.h"
#include "lint/reader.h"

/* postgresql://user@/NAME?…: NAME, or dynamic when there is none, it has %-escapes, or it is
 * another server's. */
static struct lint_name
uri_database(const struct lint_name *uri, const char *authority)
{
	const char *end = uri->p + uri->len;
	const char *slash = memchr(authority, '/', (size_t)(end - authority));
	struct lint_name db = { .p = uri->p, .dynamic = true };
	char buf[256], hostbuf[128];
	struct str text = str_on(buf, sizeof(buf)), host = str_on(hostbuf, sizeof(hostbuf));

	str_addn(&text, uri->p, uri->len);
	if (slash == NULL ||
	    (lint_conninfo_host(text.p, &host) && host.p[0] != '/' && !lint_host_is_here(host.p)))
		return db;
	db = (struct lint_name){ .p = slash + 1, .quoted = true };
	while (db.p + db.len < end && db.p[db.len] != '?')
		db.len++;
	db.dynamic = uri->dynamic || db.len == 0 || memchr(db.p, '%', db.len) != NULL;
	return db;
}

struct lint_name
lint_conninfo_database(const struct lint_name *info)
{
	struct lint_name db = { .p = info->p, .dynamic = true };
	const char *scheme = memmem(info->p, info->len, "://", 3);
	const char *name = memmem(info->p, info->len, "dbname=", 7);

	if (scheme != NULL)
		return uri_database(info, scheme + 3);
	if (name == NULL || memmem(info->p, info->len, "host", 4) != NULL)
		return db;
	db = (struct lint_name){ .p = name + 7, .quoted = true };
	while (db.p + db.len < info->p + info->len && db.p[db.len] != ' ')
		db.len++;
	db.dynamic = info->dynamic || db.len == 0 || *db.p == '\'';
	return db;
}

/* Up to a byte of `stop`; of several hosts libpq tries the first one first. */
static void
take_host(const char *p, const char *stop, struct str *host)
{
	str_addn(host, p, strcspn(p, stop));
}

/* The value of host= or hostaddr= where a key may stand: at the start or behind a byte of `before`.
 */
static bool
keyed_host(const char *text, const char *before, const char *stop, struct str *host)
{
	for (const char *p = text; (p = strstr(p, "host")) != NULL; p++) {
		const char *value = p + (str_starts(p, "hostaddr") ? 8 : 4);

		if (p > text && strchr(before, p[-1]) == NULL)
			continue;
		value += strspn(value, " ");
		if (*value != '=')
			continue;
		value += 1 + strspn(value + 1, " ");
		take_host(value + (*value == '\''), stop, host);
		return true;
	}
	return false;
}

bool
lint_conninfo_host(const char *text, struct str *host)
{
	const char *scheme = strstr(text, "://"), *at, *p;

	if (!str_starts(text, "postgres") || scheme == NULL)
		return strchr(text, '=') != NULL && keyed_host(text, " \t\n", ", '\t\n", host);
	p = scheme + 3;
	at = memchr(p, '@', strcspn(p, "/?"));
	p = at ? at + 1 : p;
	if (*p == '[')
		take_host(p + 1, "]", host);
	else
		take_host(p, ":,/?", host);
	return host->len > 0 || keyed_host(p, "?&", ",&", host);
}
