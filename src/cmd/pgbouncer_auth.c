/* pgbouncer_auth.c — `pgbouncer auth-sql` and `pgbouncer auth-file`. */
#include "cmd/pgbouncer.h"

#include "base/log.h"
#include "crypto/password.h"

/* Both secrets may be there: of one password, or no login of the role succeeds. */
static void
warn_of_other_password(const struct call *call, const struct scram *v)
{
	static struct secret password;
	struct err ignored;

	if (secret_read(call->env, "PGBOUNCER_AUTH_PASS", &password, &ignored) == 0 &&
	    password.set && !scram_matches(v, password.text, password.len))
		log_warn("PGBOUNCER_AUTH_VERIFIER is not of the password in PGBOUNCER_AUTH_PASS: "
			 "the lookup role will not log in with that");
	secret_wipe(&password);
}

/* The text of the verifier to install: given, or made of the given password. */
static int
read_verifier(const struct call *call, struct str *text, struct err *e)
{
	static struct secret s;
	struct scram v;
	int bad;

	if (secret_read(call->env, "PGBOUNCER_AUTH_VERIFIER", &s, e) < 0)
		return -1;
	if (s.set) {
		bad = scram_parse(s.text, s.len, &v, e);
		if (bad < 0)
			fail_within(e, "PGBOUNCER_AUTH_VERIFIER");
		else
			warn_of_other_password(call, &v);
	} else {
		bad = pooler_password(call, &s, e) < 0 || password_verifier(call, &s, &v, e) < 0;
	}
	secret_wipe(&s);
	if (bad)
		return -1;
	scram_print(&v, text);
	return 0;
}

static int
run_auth_sql(struct call *call)
{
	static const int64_t range[2] = { 1, 1000 };
	static char sql[AUTH_SQL_MAX];
	char text[SCRAM_TEXT_MAX];
	struct str verifier = str_on(text, sizeof(text)), out = str_on(sql, sizeof(sql));
	int64_t limit = POOLER_CONNECTION_LIMIT;
	struct pooler_names names;
	struct auth_sql a;
	struct err e;

	if (pooler_names_read(call, &names, &e) < 0 ||
	    call_number(call, OPT_CONNECTION_LIMIT, range, &limit, &e) < 0)
		return usage_error(&e);
	if (read_verifier(call, &verifier, &e) < 0)
		return failed(&e);
	a = (struct auth_sql){ .role = names.role,
		.schema = names.schema,
		.verifier = verifier.p,
		.connection_limit = (int)limit,
		.allow_superuser = opt_yes(&call->opts, OPT_ALLOW_SUPERUSER),
		.reveal = opt_yes(&call->opts, OPT_REVEAL) };
	if (auth_sql_render(&a, &out, &e) < 0 || pooler_put(call, &out, 0600, &e) < 0)
		return failed(&e);
	return EXIT_DONE;
}

const struct verb pgbouncer_auth_sql = {
	.name = "auth-sql",
	.run = run_auth_sql,
};

static const char *const forms[] = { "userlist", "pgpass", "url", NULL };

static int
run_auth_file(struct call *call)
{
	static struct secret password;
	static char buf[4 * PASSWORD_MAX];
	struct str out = str_on(buf, sizeof(buf));
	int form;
	struct pooler_names names;
	struct pooler_place server;
	struct auth_entry entry;
	struct err e;

	form = call_format(call, forms, &e);
	if (form < 0 || pooler_names_read(call, &names, &e) < 0 ||
	    pooler_server_read(call, &server, &e) < 0)
		return usage_error(&e);
	if (pooler_password(call, &password, &e) < 0)
		return failed(&e);
	entry = (struct auth_entry){ names.role, password.text, names.auth_db, &server };
	if (auth_entry_render(&entry, (enum auth_form)form, &out, &e) < 0 ||
	    pooler_put(call, &out, 0600, &e) < 0)
		return failed(&e);
	return EXIT_DONE;
}

const struct verb pgbouncer_auth_file = {
	.name = "auth-file",
	.run = run_auth_file,
};
