/* shell_pgdata.c — what a command does to the running server's data directory. */
#include <string.h>

#include "lint/shell_call.h"

/* Behind $PGDATA, or a path the official images have for it (18: below its major version); NULL
 * when the text is about something else. */
static const char *
behind_pgdata(const char *text)
{
	static const char variable[] = "$PGDATA", home[] = "/var/lib/postgresql";
	const char *rest = text + sizeof(home) - 1, *version = rest + 1;

	if (str_starts(text, variable))
		return text + sizeof(variable) - 1;
	if (!str_starts(text, home))
		return NULL;
	if (*rest == '\0' || strcmp(rest, "/") == 0 || strcmp(rest, "/*") == 0)
		return rest;
	if (str_starts(rest, "/data"))
		return rest + strlen("/data");
	version += strspn(version, "0123456789");
	return version > rest + 1 && str_starts(version, "/docker") ? version + strlen("/docker")
								    : NULL;
}

/* May a file or folder that is called as `name` begins be there from the start: initdb's, the
 * server's own? Of a pattern, a variable or {a,b} what stands before it counts. */
static bool
is_clusters(const char *name)
{
	static const char *const entries[] = { "PG_VERSION", "base", "current_logfiles", "global",
		"pg_commit_ts", "pg_dynshmem", "pg_hba.conf", "pg_ident.conf", "pg_logical",
		"pg_multixact", "pg_notify", "pg_replslot", "pg_serial", "pg_snapshots", "pg_stat",
		"pg_stat_tmp", "pg_subtrans", "pg_tblspc", "pg_twophase", "pg_wal", "pg_xact",
		"postgresql.auto.conf", "postgresql.conf", "postmaster.opts", "postmaster.pid" };
	size_t len = strcspn(name, "/*?[{$");
	bool whole = len > 0 && (name[len] == '\0' || name[len] == '/');

	for (size_t i = 0; i < LEN(entries); i++)
		if (whole ? str_is(name, len, entries[i]) : strncmp(name, entries[i], len) == 0)
			return true;
	return false;
}

/* 0: elsewhere; 1: a file of the data directory; 2: the directory itself or all it holds. */
static int
in_pgdata(const struct shell_word *word)
{
	static const char *const options[] = { "-D", "--pgdata=" };
	const char *rest;
	char buf[256];
	struct str text = str_on(buf, sizeof(buf));

	shell_text(word, &text);
	rest = text.p;
	for (size_t i = 0; i < LEN(options); i++)
		if (str_starts(rest, options[i]))
			rest += strlen(options[i]);
	rest = behind_pgdata(rest);
	if (rest == NULL || (*rest != '\0' && *rest != '/'))
		return 0;
	while (*rest == '/')
		rest++;
	if (*rest == '\0' || *rest == '*' || *rest == '.')
		return 2;
	return is_clusters(rest) ? 1 : 0;
}

/* cp SOURCE… DIR: may one of the sources bear the name of a file that is there? */
static bool
copies_over(const struct shell_call *call)
{
	char buf[256];
	struct str text = str_on(buf, sizeof(buf));
	const char *base;

	for (size_t i = call->program + 1; i + 1 < call->cmd->nwords; i++) {
		str_clear(&text);
		shell_text(&call->cmd->word[i], &text);
		base = str_base(text.p);
		if (text.p[0] != '-' && (*base == '.' || is_clusters(base)))
			return true;
	}
	return false;
}

/* Is the last word a file that is there, or a folder of such? */
static bool
writes_over(const struct shell_call *call)
{
	int where = in_pgdata(&call->cmd->word[call->cmd->nwords - 1]);

	return where == 1 || (where == 2 && copies_over(call));
}

static bool
has_flag(const struct shell_call *call, const char *letters)
{
	for (size_t i = call->program + 1; i < call->cmd->nwords; i++) {
		const struct shell_word *word = &call->cmd->word[i];

		for (size_t k = 1; k < word->len && word->p[0] == '-' && word->p[1] != '-'; k++)
			if (strchr(letters, word->p[k]) != NULL)
				return true;
	}
	return false;
}

static void
removed(const struct shell_call *call, size_t i)
{
	lint_report(call->sh->r, LINT_PGDATA_REMOVED, shell_word_at(call, i),
	    "\"%s\" takes away the running server's data directory", call->name);
}

static void
written(struct lint_reader *r, const char *at)
{
	lint_report(r, LINT_PGDATA_WRITTEN, at,
	    "writes over a file in the running server's data directory");
}

static void
check_removal(const struct shell_call *call, bool all)
{
	for (size_t i = call->program + 1; i < call->cmd->nwords; i++) {
		int where = in_pgdata(&call->cmd->word[i]);

		if (where == 2 || (where == 1 && all))
			removed(call, i);
		else if (where == 1)
			written(call->sh->r, shell_word_at(call, i));
	}
}

static bool
has_word(const struct shell_call *call, const char *text)
{
	for (size_t i = call->program + 1; i < call->cmd->nwords; i++)
		if (shell_word_is(&call->cmd->word[i], text))
			return true;
	return false;
}

void
shell_check_redirects(struct lint_reader *r, const struct shell_command *cmd)
{
	for (size_t k = 0; k < cmd->nredirects; k++)
		if (!cmd->redirect[k].in && !cmd->redirect[k].append &&
		    in_pgdata(&cmd->redirect[k].target) > 0)
			written(r, cmd->redirect[k].target.p);
}

void
shell_check_pgdata(const struct shell_call *call)
{
	static const char *const writers[] = { "cp", "mv", "install", "ln", "rsync", "tee",
		"truncate", NULL };
	static const char *const removers[] = { "rm", "shred", "find", NULL };
	static const char *const makers[] = { "initdb", "pg_basebackup", "pg_rewind", NULL };
	const struct shell_command *cmd = call->cmd;
	size_t last = cmd->nwords - 1;
	bool appends = strcmp(call->name, "tee") == 0 && has_flag(call, "a");
	bool deletes =
	    strcmp(call->name, "find") != 0 || has_word(call, "-delete") || has_word(call, "rm");

	if ((str_in(call->name, removers) && deletes) || str_in(call->name, makers))
		check_removal(call, has_flag(call, "rR"));
	if (str_in(call->name, writers) && last > call->program && !appends && writes_over(call))
		written(call->sh->r, cmd->word[last].p);
	if (strcmp(call->name, "mv") == 0 && last > call->program + 1 &&
	    in_pgdata(&cmd->word[call->program + 1]) == 2)
		removed(call, call->program + 1);
}
