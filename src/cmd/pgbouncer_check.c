/* pgbouncer_check.c — `pgbouncer check [FILE…]`: reads the files by their kinds, prints the
 * findings. */
#include "cmd/pgbouncer_check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/output.h"
#include "pooler/cert.h"
#include "render/json.h"

#define FILES 32
#define FILES_BYTES (4 << 20)

enum file_kind {
	KIND_INI,
	KIND_AUTH,
	KIND_HBA,
	KIND_SQL,
	KIND_COMPOSE,
	KINDS
};

struct checked {
	struct {
		struct pooler_file file;
		enum file_kind kind;
		char name[512]; /* of one that an ini names */
	} list[FILES];
	size_t count;
	char bytes[FILES_BYTES];
	size_t used;
};

/* By its name; the auth file's is whatever the ini says. -1: unknown. */
static int
kind_of(const char *path)
{
	const char *name = str_base(path);
	size_t len = strlen(name);

	if (str_ends(name, len, ".ini"))
		return KIND_INI;
	if (str_ends(name, len, ".sql") || str_ends(name, len, ".sh"))
		return KIND_SQL;
	if (str_ends(name, len, ".yml") || str_ends(name, len, ".yaml"))
		return KIND_COMPOSE;
	if (strstr(name, "hba") != NULL)
		return KIND_HBA;
	if (str_ends(name, len, ".txt") || strstr(name, "userlist") != NULL ||
	    strstr(name, "auth") != NULL)
		return KIND_AUTH;
	return -1;
}

static int
add_file(struct checked *c, const char *path, enum file_kind kind, struct err *e)
{
	struct pooler_file *file;
	struct stat st;
	size_t len;

	if (c->count == FILES)
		return fail(e, "more than %d files", FILES);
	file = &c->list[c->count].file;
	if (file_read(AT_FDCWD, path, c->bytes + c->used, FILES_BYTES - c->used, &len, e) < 0)
		return -1;
	*file = (struct pooler_file){ .name = path, .text = { c->bytes + c->used, len } };
	if (stat(path, &st) == 0)
		file->mode = st.st_mode & 07777;
	c->list[c->count++].kind = kind;
	c->used += len + 1;
	return 0;
}

static bool
has_kind(const struct checked *c, enum file_kind kind)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->list[i].kind == kind)
			return true;
	return false;
}

/* The file a setting of the ini names, when it is there to be read and none was given. */
static void
add_named(struct checked *c, const struct ini_doc *doc, const char *key, enum file_kind kind)
{
	const struct ini_pair *pair = ini_setting(doc, key);
	struct err e;

	if (pair == NULL || has_kind(c, kind) || c->count == FILES)
		return;
	span_copy(pair->value, c->list[c->count].name, sizeof(c->list[0].name));
	(void)add_file(c, c->list[c->count].name, kind, &e);
}

static int
read_files(struct checked *c, const char *const *args, struct pooler_facts *facts, struct err *e)
{
	struct ini_doc *doc = facts->doc;

	for (; *args != NULL; args++) {
		int kind = kind_of(*args);

		if (kind < 0) {
			fail(e, "\"%s\": what kind of file is it?", *args);
			return fail_hint(e, "*.ini, *.sql, *.sh, *.yml, *hba*, userlist.txt");
		}
		if (add_file(c, *args, (enum file_kind)kind, e) < 0)
			return -1;
	}
	for (size_t i = 0, given = c->count; i < given; i++) {
		if (c->list[i].kind != KIND_INI)
			continue;
		ini_read(doc, c->list[i].file.text.p, c->list[i].file.text.len);
		if (doc->full)
			return fail(e, "\"%s\" has more than %d settings and entries",
			    c->list[i].file.name, INI_PAIRS);
		facts->includes |= doc->includes;
		add_named(c, doc, "auth_file", KIND_AUTH);
		add_named(c, doc, "auth_hba_file", KIND_HBA);
	}
	return 0;
}

/* O12: the certificates an ini names. */
static void
check_certificate(struct findings *f, const struct ini_pair *pair)
{
	static char pem[65536];
	char path[512], until[15], soon_text[32];
	struct str soon = str_on(soon_text, sizeof(soon_text));
	time_t then = time(NULL) + 30L * 24 * 3600;
	struct tm utc;
	struct err e;
	size_t len;

	span_copy(pair->value, path, sizeof(path));
	if (file_read(AT_FDCWD, path, pem, sizeof(pem), &len, &e) < 0 ||
	    !cert_not_after(pem, len, until) || gmtime_r(&then, &utc) == NULL)
		return;
	str_addf(&soon, "%04d%02d%02d%02d%02d%02d", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
	    utc.tm_hour, utc.tm_min, utc.tm_sec);
	if (strcmp(until, soon.p) < 0)
		found(f, O12, pair->line, "%s ends on %.4s-%.2s-%.2s", path, until, until + 4,
		    until + 6);
}

static void
check_certificates(struct findings *f, const struct ini_doc *doc)
{
	static const char *const keys[] = { "client_tls_cert_file", "client_tls_ca_file",
		"server_tls_cert_file", "server_tls_ca_file" };

	for (size_t i = 0; i < LEN(keys); i++) {
		const struct ini_pair *pair = ini_setting(doc, keys[i]);

		if (pair != NULL)
			check_certificate(f, pair);
	}
}

/* One that this process may not look for may be there for PgBouncer. */
static bool
is_absent(const char *path)
{
	return access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR);
}

/* PgBouncer opens it from its working directory, which may be another than ours: one that is
 * neither there nor beside the ini, in a folder that this machine has, is not there. */
static bool
is_missing(const char *path, const char *ini)
{
	const char *slash = strrchr(path, '/'), *beside = strrchr(ini, '/');
	char folder[512], other[1024];

	snprintf(folder, sizeof(folder), "%.*s", (int)(slash ? slash - path + 1 : 1),
	    slash ? path : ".");
	snprintf(other, sizeof(other), "%.*s%s", (int)(beside ? beside - ini + 1 : 0), ini, path);
	if (access(folder, F_OK) < 0 || !is_absent(path))
		return false;
	return path[0] == '/' || is_absent(other);
}

/* L04: what %include names. What stands in it is not read. */
static void
check_includes(struct findings *f, const struct ini_doc *doc, const char *ini)
{
	char path[512];

	for (size_t i = 0; i < doc->include_count; i++) {
		const struct ini_include *one = &doc->include[i];

		span_copy(one->file, path, sizeof(path));
		if (file_same(AT_FDCWD, path, ini))
			found(f, L04, one->line, "the file includes itself");
		else if (is_missing(path, ini))
			found(f, L04, one->line, "\"%s\", which it includes, is not there", path);
	}
}

/* Kind by kind: the ini says who auth_user is, and the others are read with that. */
static void
check_files(struct checked *c, struct pooler_facts *facts, struct findings *f)
{
	static check_fn *const checks[KINDS] = {
		[KIND_INI] = check_ini,
		[KIND_AUTH] = check_auth_file,
		[KIND_HBA] = check_hba,
		[KIND_SQL] = check_sql,
		[KIND_COMPOSE] = check_compose,
	};

	for (int kind = 0; kind < KINDS; kind++)
		for (size_t i = 0; i < c->count; i++) {
			if ((int)c->list[i].kind != kind)
				continue;
			f->file = c->list[i].file.name;
			checks[kind](f, facts, &c->list[i].file);
			if (kind == KIND_INI) {
				check_certificates(f, facts->doc);
				check_includes(f, facts->doc, c->list[i].file.name);
			}
		}
	f->file = NULL;
}

static int
print_text(const struct findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct finding *one = &f->list[i];
		const struct rule *rule = &pooler_rules[one->rule];

		printf("%s", one->file ? one->file : "online");
		if (one->line > 0)
			printf(":%d", one->line);
		printf(": %s: %s [%s]\n    %s\n    fix: %s\n", severity_words[rule->level],
		    one->detail, rule->id, rule->cause, rule->fix);
	}
	if (f->count == 0)
		puts("nothing found");
	if (f->full)
		puts("… and more");
	return EXIT_DONE;
}

static int
print_json(const struct findings *f)
{
	struct str out = output_buffer();
	struct json j = json_on(&out);

	json_open(&j, '{');
	json_member_open(&j, "findings", '[');
	for (size_t i = 0; i < f->count; i++) {
		const struct finding *one = &f->list[i];
		const struct rule *rule = &pooler_rules[one->rule];

		json_open(&j, '{');
		json_member(&j, "file", one->file ? one->file : "online");
		json_member_int(&j, "line", one->line);
		json_member(&j, "level", severity_words[rule->level]);
		json_member(&j, "rule", rule->id);
		json_member(&j, "text", one->detail);
		json_member(&j, "cause", rule->cause);
		json_member(&j, "fix", rule->fix);
		json_close(&j);
	}
	json_close(&j);
	json_member_bool(&j, "more", f->full);
	json_close(&j);
	str_addc(&out, '\n');
	return output_write(&out);
}

/* What the environment tells of both sides; secrets stay with the caller. */
static int
read_facts(const struct call *call, struct pooler_facts *facts, struct secret *password,
    struct secret *verifier, struct err *e)
{
	static const int64_t range[2] = { 1, 1000000 }, few[2] = { 1, 1000 };
	static struct ini_doc doc;

	*facts = (struct pooler_facts){ .doc = &doc,
		.reserved = 3,
		.roles = 1,
		.processes = 1,
		.lookups = 2,
		.max_client_conn = 100,
		.auth_db = call->opts.value[OPT_AUTH_DB] };
	if (pooler_version_wanted(call, &facts->version, e) < 0 ||
	    call_number(call, OPT_CONNECTIONS, range, &facts->max_connections, e) < 0 ||
	    call_number(call, OPT_NOFILE, range, &facts->nofile, e) < 0 ||
	    call_number(call, OPT_ROLES_PER_DATABASE, range, &facts->roles, e) < 0 ||
	    call_number(call, OPT_PROCESSES, few, &facts->processes, e) < 0 ||
	    secret_read(call->env, "PGBOUNCER_AUTH_PASS", password, e) < 0 ||
	    secret_read(call->env, "PGBOUNCER_AUTH_VERIFIER", verifier, e) < 0)
		return -1;
	facts->secret = password->set ? password->text : NULL;
	facts->verifier = verifier->set ? verifier->text : NULL;
	return 0;
}

static int
list_rules_json(void)
{
	struct str out = output_buffer();
	struct json j = json_on(&out);

	json_open(&j, '{');
	json_member_open(&j, "rules", '[');
	for (int i = 0; i < POOLER_RULES; i++) {
		json_open(&j, '{');
		json_member(&j, "rule", pooler_rules[i].id);
		json_member(&j, "level", severity_words[pooler_rules[i].level]);
		json_member(&j, "cause", pooler_rules[i].cause);
		json_member(&j, "fix", pooler_rules[i].fix);
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
	str_addc(&out, '\n');
	return output_write(&out);
}

static int
list_rules(void)
{
	for (int i = 0; i < POOLER_RULES; i++)
		printf("%s %s: %s\n    fix: %s\n", pooler_rules[i].id,
		    severity_words[pooler_rules[i].level], pooler_rules[i].cause,
		    pooler_rules[i].fix);
	return EXIT_DONE;
}

static int
run_check(struct call *call)
{
	static const char *const formats[] = { "text", "json", NULL };
	static struct checked c;
	static struct findings findings;
	static struct secret password, verifier;
	const char *const *args = call->args + 1;
	struct pooler_facts facts;
	struct err e;
	int format = call_format(call, formats, &e), code;
	bool online = opt_yes(&call->opts, OPT_ONLINE);

	if (format >= 0 && opt_yes(&call->opts, OPT_RULES))
		return format == 0 ? list_rules() : list_rules_json();
	if (format >= 0 && args[0] == NULL && !online) {
		fail(&e, "pgbouncer check: no file is given");
		fail_hint(&e, "name pgbouncer.ini and what else there is, or --online");
		format = -1;
	}
	if (format < 0 || read_facts(call, &facts, &password, &verifier, &e) < 0)
		return usage_error(&e);
	if (read_files(&c, args, &facts, &e) < 0)
		return failed(&e);
	check_files(&c, &facts, &findings);
	if (online && pgbouncer_online(call, &findings, &e) < 0)
		return failed(&e);
	secret_wipe(&password);
	secret_wipe(&verifier);
	explicit_bzero(c.bytes, c.used);
	code = format == 0 ? print_text(&findings) : print_json(&findings);
	return code != EXIT_DONE ? code : call_exit_code(call, findings_worst(&findings));
}

const struct verb pgbouncer_check = {
	.name = "check",
	.max_args = -1,
	.run = run_check,
};
