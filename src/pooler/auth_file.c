/* auth_file.c — renders auth file, password file and URL. */
#include "pooler/auth_file.h"

#include <string.h>

#include "pooler/quote.h"

static void
add_url(const struct auth_entry *a, struct str *out)
{
	bool ipv6 = a->server->host[0] != '/' && strchr(a->server->host, ':') != NULL;

	str_add(out, "postgresql://");
	quote_url(out, a->role);
	str_addc(out, ':');
	quote_url(out, a->password);
	str_addc(out, '@');
	if (ipv6)
		str_addf(out, "[%s]", a->server->host);
	else
		quote_url(out, a->server->host);
	str_addf(out, ":%d/", a->server->port);
	quote_url(out, a->database);
	str_addc(out, '\n');
}

static void
add_pgpass(const struct auth_entry *a, struct str *out)
{
	quote_pgpass(out, a->server->host);
	str_addf(out, ":%d:*:", a->server->port);
	quote_pgpass(out, a->role);
	str_addc(out, ':');
	quote_pgpass(out, a->password);
	str_addc(out, '\n');
}

static void
add_userlist(const struct auth_entry *a, struct str *out)
{
	quote_auth_file(out, a->role);
	str_addc(out, ' ');
	quote_auth_file(out, a->password);
	str_addc(out, '\n');
}

int
auth_entry_render(const struct auth_entry *a, enum auth_form form, struct str *out, struct err *e)
{
	size_t at = strcspn(a->role, "\r\n");

	if (form == AUTH_PGPASS && a->role[at] != '\0')
		return fail(
		    e, ".pgpass cannot carry the line end at byte %zu of the role name", at + 1);
	switch (form) {
	case AUTH_USERLIST:
		add_userlist(a, out);
		break;
	case AUTH_PGPASS:
		add_pgpass(a, out);
		break;
	case AUTH_URL:
		add_url(a, out);
		break;
	}
	return out->full ? fail(e, "the entry is longer than %zu bytes", out->cap - 1) : 0;
}
