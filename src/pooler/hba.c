/* hba.c — renders the hba file that goes with pgbouncer.ini. */
#include <string.h>

#include "pooler/ini.h"
#include "pooler/network.h"
#include "pooler/text.h"

/* Names in the hba file stand in double quotes, which have no escape there. */
static int
check_hba_name(const char *name, struct err *e)
{
	size_t at = strcspn(name, "\"\r\n");

	if (name[at] != '\0')
		return fail(
		    e, "the hba file cannot carry byte %zu of the role name \"%s\"", at + 1, name);
	return 0;
}

/* The next of the list, *list moved behind it; len 0 at the end. */
static struct span
next_network(const char **list)
{
	struct span one;

	*list += strspn(*list, ", \n");
	one = (struct span){ *list, strcspn(*list, ", \n") };
	*list += one.len;
	return one;
}

int
pooler_networks_check(const struct pooler_ini *ini, struct err *e)
{
	const char *list = ini->networks;
	struct span one = next_network(&list);
	struct network n;

	if (one.len == 0)
		return fail(e, "no network is listed");
	for (; one.len > 0; one = next_network(&list)) {
		if (network_read(one.p, one.len, &n, e) < 0)
			return -1;
		if (!network_is_whole(&n))
			return fail(e, "\"%.*s\" has address bits behind its first %d",
			    (int)one.len, one.p, n.bits);
	}
	return 0;
}

static void
add_networks(struct str *out, const char *list)
{
	struct span one;

	while ((one = next_network(&list)).len > 0)
		str_addf(out, "host all all %.*s scram-sha-256\n", (int)one.len, one.p);
}

int
pooler_hba_render(const struct pooler_ini *ini, struct str *out, struct err *e)
{
	static const char *const anywhere[] = { "0.0.0.0/0", "::/0" };

	if (check_hba_name(ini->role, e) < 0)
		return -1;
	str_add(out,
	    "# The lookup role and the lookups' entry are not for clients; PgBouncer's own\n"
	    "# lookups do not pass here.\n");
	str_addf(
	    out, "local all \"%s\" reject\nlocal " POOLER_AUTH_ALIAS " all reject\n", ini->role);
	for (size_t i = 0; i < LEN(anywhere); i++)
		str_addf(out,
		    "host all \"%s\" %s reject\nhost " POOLER_AUTH_ALIAS " all %s reject\n",
		    ini->role, anywhere[i], anywhere[i]);
	str_add(out, "local all all scram-sha-256\n");
	add_networks(out, ini->networks);
	return out->full ? fail(e, "the hba file is longer than %zu bytes", out->cap - 1) : 0;
}
