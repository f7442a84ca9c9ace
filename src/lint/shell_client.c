/* shell_client.c — what createdb and createuser make, and where and as whom clients other than psql
 * log in. */
#include <string.h>

#include "base/str.h"
#include "lint/shell_call.h"

/* What word i says to the option `letter` ("-U") or `name` ("--username"): joined to it or behind
 * it; NULL: nothing. */
static const char *
said_to(const struct shell_call *call, size_t i, const char *letter, const char *name,
    const struct str *text)
{
	const struct shell_word *before = &call->cmd->word[i - 1];
	size_t len = strlen(name);

	if (shell_word_is(before, letter) || shell_word_is(before, name))
		return text->p;
	if (str_starts(text->p, name) && text->p[len] == '=')
		return text->p + len + 1;
	return str_starts(text->p, letter) && text->p[2] != '\0' ? text->p + 2 : NULL;
}

/* Word i of the call: as whom it logs in, and where; the archive that pg_restore reads. */
static void
check_word(const struct shell_call *call, size_t i)
{
	char buf[512], hostbuf[128];
	struct str text = str_on(buf, sizeof(buf)), named = str_on(hostbuf, sizeof(hostbuf));
	const char *user, *host, *info;

	shell_text(&call->cmd->word[i], &text);
	user = said_to(call, i, "-U", "--username", &text);
	host = said_to(call, i, "-h", "--host", &text);
	info = said_to(call, i, "-d", "--dbname", &text);
	if (info == NULL && text.p[0] != '-')
		info = text.p;
	if (host == NULL && info != NULL && lint_conninfo_host(info, &named))
		host = named.p;
	if (strcmp(call->name, "pg_restore") == 0 && text.p[0] == '/' &&
	    said_to(call, i, "-f", "--file", &text) == NULL)
		shell_include(call->sh, call->cmd, &call->cmd->word[i]);
	if (user != NULL && strcmp(user, "postgres") == 0)
		lint_report_postgres(call->sh->r, shell_word_at(call, i), "user");
	if (host != NULL)
		lint_report_host(call->sh->r, shell_word_at(call, i), host);
}

void
shell_check_login(const struct shell_call *call)
{
	static const char *const clients[] = { "clusterdb", "createdb", "createuser", "dropdb",
		"dropuser", "pg_basebackup", "pg_dump", "pg_dumpall", "pg_isready", "pg_restore",
		"pgbench", "reindexdb", "vacuumdb", NULL };

	if (!str_in(call->name, clients))
		return;
	for (size_t i = call->program + 1; i < call->cmd->nwords; i++)
		check_word(call, i);
}

/* Whether a long option of createdb or createuser stands alone: --echo, --no-login, --name=value.
 */
static bool
is_alone(const char *option)
{
	static const char *const flags[] = { "--bypassrls", "--createdb", "--createrole", "--echo",
		"--encrypted", "--force", "--if-exists", "--inherit", "--interactive", "--login",
		"--password", "--pwprompt", "--replication", "--superuser", NULL };

	return strchr(option, '=') != NULL || str_starts(option, "--no-") || str_in(option, flags);
}

/* One option of createdb or createuser at word i with its value; returns the words it takes. The
 * letters of `valued` take a value; 'O' and 'T' stand for --owner and --template, too. */
static size_t
take_option(const struct shell_command *cmd, size_t i, const char *valued, char *letter,
    struct shell_word *value)
{
	const struct shell_word *word = &cmd->word[i];
	const char *end = word->p + word->len, *p = word->p + 1;
	char buf[64];
	struct str text = str_on(buf, sizeof(buf));

	*letter = '\0';
	shell_text(word, &text);
	if (str_starts(text.p, "--")) {
		const char *equals = memchr(word->p, '=', word->len);

		*letter = str_starts(text.p, "--owner")      ? 'O'
			  : str_starts(text.p, "--template") ? 'T'
							     : '\0';
		p = equals ? equals + 1 : end;
		if (equals == NULL && is_alone(text.p))
			return 1;
	} else {
		while (p < end && strchr(valued, *p) == NULL)
			p++;
		if (p == end)
			return 1;
		*letter = *p++;
	}
	*value = (struct shell_word){ p, (size_t)(end - p) };
	if (p < end || i + 1 == cmd->nwords)
		return 1;
	*value = cmd->word[i + 1];
	return 2;
}

/* The name in a word, or dynamic. */
static struct lint_path
named(const struct shell_word *word)
{
	bool quoted = word->len >= 2 && (*word->p == '"' || *word->p == '\'');

	return (struct lint_path){
		.name = { .p = word->p + quoted,
		    .len = word->len - 2 * quoted,
		    .quoted = true,
		    .dynamic = word->len == 0 || memchr(word->p, '$', word->len) != NULL },
		.at = word->p,
	};
}

void
shell_check_drop(const struct shell_call *call)
{
	const struct shell_command *cmd = call->cmd;
	struct lint_reader *r = call->sh->r;
	const char *valued = "hpU";
	struct lint_name db = r->db;
	struct shell_word value;
	struct lint_path path;
	char letter;

	r->now++;
	r->db.p = cmd->word[call->program].p;
	r->db.dynamic = true; /* it connects to another: postgres, or template1 to drop that */
	for (size_t i = call->program + 1;
	     i < cmd->nwords && !cmd->conditional && !cmd->may_fail;) {
		if (*cmd->word[i].p == '-') {
			i += take_option(cmd, i, valued, &letter, &value);
			continue;
		}
		path = named(&cmd->word[i++]);
		lint_drops_database(r, &path);
	}
	r->db = db;
}

void
shell_check_create(const struct shell_call *call, enum lint_kind kind)
{
	const struct shell_command *cmd = call->cmd;
	const char *valued = kind == LINT_DATABASE ? "DElOSThpU" : "acgmvhpU";
	struct lint_path path = { .name = { .p = cmd->word[call->program].p, .dynamic = true } };
	struct lint_path owner;
	struct lint_name template = lint_name_word("template1");
	bool sure = !cmd->conditional && !cmd->may_fail;
	struct shell_word value = { "", 0 };
	bool found = false;
	char letter;

	call->sh->r->now++;
	for (size_t i = call->program + 1; i < cmd->nwords;) {
		if (*cmd->word[i].p != '-') {
			path = found ? path : named(&cmd->word[i]);
			found = true;
			i++;
			continue;
		}
		i += take_option(cmd, i, valued, &letter, &value);
		if (letter == 'T')
			template = named(&value).name;
		owner = named(&value);
		if (letter == 'O' && sure)
			lint_needs(call->sh->r, LINT_ROLE, &owner);
	}
	if (kind == LINT_DATABASE)
		path.schema = template;
	lint_creates(call->sh->r, kind, &path, sure);
}
