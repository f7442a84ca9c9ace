/* ini_set.c — which of PgBouncer's settings an operator may set, to what, and what that does to the
 * sizes. */
#include "pooler/ini_set.h"

#include <string.h>

#include "base/num.h"
#include "pooler/keys.h"

bool
ini_set_next(const char **rest, struct ini_set *set)
{
	const char *p = *rest, *equals;
	size_t len;

	if (p == NULL)
		return false;
	p += strspn(p, "\n;");
	len = strcspn(p, "\n;");
	*rest = p + len;
	equals = memchr(p, '=', len);
	set->key = (struct span){ p, equals ? (size_t)(equals - p) : len };
	set->value = (struct span){ 0 };
	if (equals != NULL)
		set->value = (struct span){ equals + 1, len - set->key.len - 1 };
	return len > 0;
}

bool
ini_sets(const struct pooler_ini *ini, const char *key)
{
	const char *rest = ini->set;
	struct ini_set set;

	while (ini_set_next(&rest, &set))
		if (set.value.p != NULL && span_is(set.key, key))
			return true;
	return false;
}

bool
pooler_client_tls(const struct pooler_ini *ini)
{
	const char *rest = ini->set;
	struct ini_set set;
	bool on = false;

	while (ini_set_next(&rest, &set)) {
		struct span value = span_trim(set.value);

		if (set.value.p != NULL && span_is(set.key, "client_tls_sslmode"))
			on = !str_is_nocase(value.p, value.len, "disable");
	}
	return on;
}

bool
pooler_key_is_ours(const char *p, size_t len)
{
	static const char *const ours[] = { "auth_type", "auth_hba_file", "auth_file", "auth_user",
		"auth_query", "auth_dbname", "admin_users", "verbose", "conffile",
		"unix_socket_dir", "listen_addr", "listen_port", "stats_users", NULL };

	return span_in((struct span){ p, len }, ours);
}

/* A size the operator sets takes part in the invariant. */
static int
take_size(struct pooler_ini *ini, struct span key, struct span value, struct err *e)
{
	const struct {
		const char *name;
		int64_t *n;
	} sizes[] = { { "max_client_conn", &ini->size.max_client_conn },
		{ "max_db_connections", &ini->size.max_db_connections },
		{ "default_pool_size", &ini->size.default_pool_size },
		{ "reserve_pool_size", &ini->size.reserve_pool_size },
		{ "min_pool_size", &ini->size.min_pool_size } };

	for (size_t i = 0; i < LEN(sizes); i++) {
		if (!span_is(key, sizes[i].name))
			continue;
		if (value.len > 1 && value.p[0] == '0')
			return fail(e, "%s: PgBouncer reads \"%.*s\" as octal", sizes[i].name,
			    (int)value.len, value.p);
		return num_int(value.p, value.len, i < 3, 1000000, sizes[i].n, e) < 0
			   ? fail_within(e, "%s: \"%.*s\"", sizes[i].name, (int)value.len, value.p)
			   : 0;
	}
	return 0;
}

static int
take_setting(struct pooler_ini *ini, const struct ini_set *set, struct err *e)
{
	const struct pooler_key *key = pooler_key_find(set->key.p, set->key.len);
	struct span value = set->value;
	const char *near, *wants;

	if (value.p == NULL)
		return fail(e, "\"%.*s\" is no KEY=VALUE", (int)set->key.len, set->key.p);
	if (key == NULL) {
		fail(e, "\"%.*s\" is no setting of PgBouncer", (int)set->key.len, set->key.p);
		near = pooler_key_near(set->key.p, set->key.len);
		return near ? fail_hint(e, "did you mean %s?", near) : -1;
	}
	if (!pooler_key_in(key, ini->version))
		return fail(e, "PgBouncer 1.%d has no setting \"%s\", and would not start",
		    ini->version.minor, key->name);
	if (pooler_key_is_ours(set->key.p, set->key.len)) {
		fail(e, "\"%s\" decides who may log in and is not set by hand", key->name);
		return fail_hint(e, "there is an option for it, or it has to stay as it is");
	}
	/* A kill leaves it behind, and its number is soon that of another process, or our own. */
	if (ini->supervised && span_is(set->key, "pidfile"))
		return fail(e, "\"pidfile\" would stop PgBouncer from starting again after a kill");
	if (memchr(value.p, '\r', value.len) != NULL)
		return fail(
		    e, "pgbouncer.ini cannot carry the carriage return in \"%s\"", key->name);
	value = span_trim(value);
	wants = pooler_key_wants(key, value);
	if (wants != NULL)
		return fail(e, "\"%s\" takes %s%s, not \"%.*s\"", key->name,
		    key->takes == KEY_WORD ? "one of " : "", wants, (int)value.len, value.p);
	return take_size(ini, set->key, value, e);
}

/* A pool that was not asked for stays within the limit that was. */
static void
fit_pools(struct pooler_ini *ini)
{
	struct pooler_size *s = &ini->size;

	if (!ini_sets(ini, "default_pool_size"))
		s->default_pool_size = min64(s->default_pool_size, s->max_db_connections);
	if (!ini_sets(ini, "reserve_pool_size"))
		s->reserve_pool_size =
		    clamp64(s->max_db_connections - s->default_pool_size, 0, s->reserve_pool_size);
	if (!ini_sets(ini, "min_pool_size"))
		s->min_pool_size = min64(s->min_pool_size, s->default_pool_size);
}

int
pooler_settings_check(struct pooler_ini *ini, struct err *e)
{
	const char *rest = ini->set;
	struct ini_set set;

	while (ini_set_next(&rest, &set))
		if (take_setting(ini, &set, e) < 0)
			return -1;
	return 0;
}

int
pooler_settings_read(struct pooler_ini *ini, struct err *e)
{
	if (pooler_settings_check(ini, e) < 0)
		return -1;
	fit_pools(ini);
	if (pooler_worst_case(&ini->room, &ini->size) <= ini->room.max_connections)
		return 0;
	return fail(e,
	    "max_db_connections %lld would let the pooler open more connections than the "
	    "server's max_connections %lld",
	    (long long)ini->size.max_db_connections, (long long)ini->room.max_connections);
}
