/* shell_read.c — what the commands of an init script do: to the entrypoint that sources them
 * and to the database; shell_pgdata.c: to the data directory. */
#include <string.h>

#include "base/str.h"
#include "lint/shebang.h"
#include "lint/shell_call.h"

/* set -e, -u, -o errexit, -o nounset, in any cluster. */
static bool
sets_errors(const struct shell_call *call)
{
	for (size_t i = call->program + 1; i < call->cmd->nwords; i++) {
		const struct shell_word *word = &call->cmd->word[i];

		if (shell_word_is(word, "errexit") || shell_word_is(word, "nounset"))
			return true;
		if (shell_word_is(word, "--"))
			return false;
		if (*word->p != '-' && *word->p != '+') /* what -o sets, or $1 */
			continue;
		if (memchr(word->p, 'e', word->len) != NULL ||
		    memchr(word->p, 'u', word->len) != NULL)
			return true;
	}
	return false;
}

/* The script in the init folder that a command runs: FILE, . FILE, bash FILE. */
static void
check_script(const struct shell_call *call)
{
	static const char *const readers[] = { ".", "ash", "bash", "dash", "sh", "source", NULL };
	const struct shell_command *cmd = call->cmd;
	size_t i = call->program;
	char buf[256];
	struct str file = str_on(buf, sizeof(buf));

	if (str_in(call->name, readers))
		i++;
	for (; i > call->program && i < cmd->nwords && *cmd->word[i].p == '-'; i++)
		if (cmd->word[i].p[cmd->word[i].len - 1] == 'c') /* commands, no file */
			return;
	if (i == cmd->nwords)
		return;
	shell_text(&cmd->word[i], &file);
	if (*file.p == '/')
		shell_include(call->sh, cmd, &cmd->word[i]);
}

/* cd, and . docker-entrypoint.sh. */
static void
check_shell(const struct shell_call *call)
{
	struct lint_reader *r = call->sh->r;
	const struct shell_command *cmd = call->cmd;
	size_t next = call->program + 1;
	char buf[256];
	struct str file = str_on(buf, sizeof(buf));

	r->moved |= strcmp(call->name, "cd") == 0 || strcmp(call->name, "pushd") == 0;
	if (next == cmd->nwords ||
	    (strcmp(call->name, ".") != 0 && strcmp(call->name, "source") != 0))
		return;
	shell_text(&cmd->word[next], &file);
	if (!cmd->conditional && !cmd->may_fail &&
	    (str_is(file.p, file.len, "docker-entrypoint.sh") ||
		str_ends(file.p, file.len, "/docker-entrypoint.sh")))
		lint_report(r, LINT_ENTRYPOINT_SOURCED, shell_word_at(call, next),
		    "\"%s\" is a program and no script", file.p);
}

/* What changes the shell that reads the file, when that is the entrypoint's own. */
static void
check_sourced(const struct shell_call *call)
{
	struct lint_reader *r = call->sh->r;
	const char *at = shell_word_at(call, call->program);

	if (r->file->run != LINT_SOURCED || call->cmd->in_subshell || call->cmd->piped_to)
		return;
	if (strcmp(call->name, "exit") == 0)
		lint_report(
		    r, LINT_SOURCED_EXIT, at, "exit ends the entrypoint: the file is sourced");
	else if (strcmp(call->name, "exec") == 0 && call->program + 1 < call->cmd->nwords)
		lint_report(
		    r, LINT_SOURCED_EXEC, at, "exec replaces the entrypoint: the file is sourced");
	else if (strcmp(call->name, "set") == 0 && sets_errors(call))
		lint_report(r, LINT_SOURCED_SET, at,
		    "set -e or -u stays on in the entrypoint: the file is sourced");
	else if (strcmp(call->name, "cd") == 0 || strcmp(call->name, "pushd") == 0)
		lint_report(r, LINT_SOURCED_CD, at, "cd moves the entrypoint: the file is sourced");
	else if (strcmp(call->name, "trap") == 0)
		lint_report(r, LINT_SOURCED_TRAP, at,
		    "trap stays set in the entrypoint: the file is sourced");
}

/* Commands that leave the database alone, whatever their words are. */
static const char *const harmless[] = { "[", "[[", ":", "apk", "apt", "apt-get", "awk", "base64",
	"basename", "break", "cat", "cd", "chmod", "chown", "clear", "continue", "cp", "curl",
	"cut", "date", "dd", "declare", "df", "dirname", "du", "echo", "egrep", "envsubst", "exec",
	"exit", "export", "false", "fgrep", "file_env", "find", "fold", "free", "getent", "getopts",
	"grep", "gunzip", "gzip", "head", "hostname", "id", "initdb", "install", "jq", "kill",
	"let", "ln", "local", "locale", "localedef", "ls", "mapfile", "mkdir", "mktemp", "mv",
	"nproc", "openssl", "paste", "pg_config", "pg_ctl", "pg_dump", "pg_isready", "popd",
	"printf", "ps", "pushd", "pwd", "read", "readlink", "readonly", "realpath", "return", "rm",
	"rmdir", "sed", "seq", "set", "sha256sum", "shift", "shopt", "sleep", "sort", "stat",
	"sync", "tail", "tar", "tee", "test", "touch", "tr", "trap", "true", "type", "typeset",
	"ulimit", "umask", "unalias", "uname", "uniq", "unset", "unzip", "wait", "wc", "wget",
	"which", "whoami", "xz", "xxd", "yes", "zcat", "zstd", NULL };

/* find … -exec psql -f {} \; */
static bool
has_exec(const struct shell_call *call)
{
	for (size_t i = call->program + 1; i < call->cmd->nwords; i++)
		if (shell_word_is(&call->cmd->word[i], "-exec") ||
		    shell_word_is(&call->cmd->word[i], "-execdir"))
			return true;
	return false;
}

static const struct shell_tool *
find_tool(const struct shell_call *call)
{
	const struct shell *outermost = shell_outermost(call->sh);
	const char *name = *call->name == '$' ? call->name + 1 : call->name;

	for (size_t i = outermost->ntools; i-- > 0;)
		if (shell_word_is(&outermost->tool[i].name, name))
			return &outermost->tool[i];
	return NULL;
}

/* SQL that goes to something we do not know: its first word says what it is. */
static bool
looks_like_sql(const struct shell_command *cmd)
{
	static const char *const first[] = { "create", "alter", "grant", "insert", "select", "do",
		"set", "drop", "revoke", "comment", "update", "delete", "begin", NULL };
	struct sql sql;

	if (cmd->body.p == NULL || cmd->body_is_word)
		return false;
	sql = sql_on(cmd->body.p, cmd->body.len, cmd->body_text, true);
	return sql_accept_any(&sql, first);
}

/* Official helpers of docker-entrypoint.sh, which a sourced file may call: psql with ON_ERROR_STOP.
 */
static const struct shell_tool official = {
	.name = { "$", 1 }, .error_stop = true, .is_psql = true
};

/* A program that may make anything. */
static void
run_unknown(struct lint_reader *r)
{
	r->now++;
	lint_unseen(r);
}

static void
read_database(const struct shell_call *call)
{
	const struct shell_tool *tool = find_tool(call);

	if (strcmp(call->name, "psql") == 0)
		lint_read_psql(call->sh, call->i, call->program, NULL);
	else if (tool != NULL && tool->is_psql)
		lint_read_psql(call->sh, call->i, call->program, tool);
	else if (strcmp(call->name, "$psql") == 0 || strcmp(call->name, "docker_process_sql") == 0)
		lint_read_psql(call->sh, call->i, call->program, &official);
	else if (strcmp(call->name, "createdb") == 0)
		shell_check_create(call, LINT_DATABASE);
	else if (strcmp(call->name, "dropdb") == 0)
		shell_check_drop(call);
	else if (strcmp(call->name, "createuser") == 0)
		shell_check_create(call, LINT_ROLE);
	else if (tool == NULL && (call->by_path || !str_in(call->name, harmless) || has_exec(call)))
		run_unknown(call->sh->r);
	if (tool == NULL && *call->name == '$' && looks_like_sql(call->cmd))
		lint_read_psql(call->sh, call->i, call->program, &official);
}

/* PSQL="psql …" and cmd=(psql …) stand for psql from here on. */
static void
remember_psql(struct shell *sh, struct shell_word name, const char *value)
{
	const char *first = value + strspn(value, "( \t\n");

	if (!str_starts(first, "psql") || strchr(" )\n", first[4]) == NULL)
		return;
	shell_add_tool(sh, (struct shell_tool){
			       .name = name,
			       .error_stop = strstr(value, "ON_ERROR_STOP=1") != NULL ||
					     strstr(value, "ON_ERROR_STOP=on") != NULL,
			       .is_psql = true,
			   });
}

/* PGPASSWORD=secret, PGHOST=…, and what later stands for psql. */
static void
read_assignment(struct shell *sh, const struct shell_word *word, bool sets_host)
{
	size_t n = shell_assignment(word);
	struct shell_word value = { word->p + n + 1, n ? word->len - n - 1 : 0 };
	char buf[256];
	struct str text = str_on(buf, sizeof(buf));

	if (n == 0)
		return;
	if (str_is(word->p, n, "PGPASSWORD") && value.len > 0 && !shell_text(&value, &text) &&
	    text.len > 0)
		lint_report_password(sh->r, value.p);
	str_clear(&text);
	shell_text(&value, &text);
	if (str_is(word->p, n, "PGUSER") && str_is(text.p, text.len, "postgres"))
		lint_report_postgres(sh->r, value.p, "user");
	if (sets_host && (str_is(word->p, n, "PGHOST") || str_is(word->p, n, "PGHOSTADDR")))
		lint_report_host(sh->r, value.p, text.p);
	if (str_is(word->p, n, "PGDATABASE"))
		shell_outermost(sh)->database = value;
	remember_psql(sh, (struct shell_word){ word->p, n }, text.p);
}

/* What a word says to the shell it is given to, where the outer one takes nothing but quotes away;
 * p NULL: it is not known here. */
static struct shell_word
plain_text(const struct shell_word *word)
{
	struct shell_piece piece;
	size_t at = 0;

	if (!shell_piece(word, &at, &piece) || !piece.one)
		return (struct shell_word){ NULL, 0 };
	for (size_t i = 0; i < piece.len && piece.text != SQL_FILE; i++)
		if (strchr("$`\\", piece.p[i]) != NULL)
			return (struct shell_word){ NULL, 0 };
	return (struct shell_word){ piece.p, piece.len };
}

/* The script of sh -c '…', su postgres -c '…', eval '…', or in the quoted heredoc of a shell that
 * is given no file; p NULL when there is none that can be read. */
static struct shell_word
inner_script(const struct shell_call *call)
{
	static const char *const shells[] = { "ash", "bash", "dash", "sh", NULL };
	static const char *const logins[] = { "runuser", "su", NULL };
	const struct shell_command *cmd = call->cmd;
	size_t first = call->program + 1;
	bool shell = str_in(call->name, shells), login = str_in(call->name, logins);

	if (strcmp(call->name, "eval") == 0 && cmd->nwords == first + 1)
		return plain_text(&cmd->word[first]);
	for (size_t i = first; (shell || login) && i + 1 < cmd->nwords; i++)
		if (*cmd->word[i].p == '-' && cmd->word[i].p[cmd->word[i].len - 1] == 'c')
			return plain_text(&cmd->word[i + 1]);
	if ((login || (shell && cmd->nwords == first)) && cmd->body.p != NULL &&
	    !cmd->body_is_word && cmd->body_text == SQL_FILE)
		return cmd->body;
	return (struct shell_word){ NULL, 0 };
}

/* Returns false when there is none that can be read. */
static bool
read_inner_script(const struct shell_call *call)
{
	struct shell_word script = inner_script(call);
	struct lint_reader *r = call->sh->r;
	enum lint_certainty runs = r->runs;
	struct shell inner;

	if (script.p == NULL || call->sh->depth >= LINT_DEPTH)
		return false;
	inner = shell_inside(call->sh, script.p, script.p + script.len);
	if (call->cmd->conditional)
		inner.open[inner.nopen++] = 'i';
	if (call->cmd->may_fail)
		r->runs = LINT_GUARDED;
	shell_run(&inner);
	r->runs = runs;
	return true;
}

/* NAME=value before a program is for that program alone. */
static bool
keeps_assignments(const char *name)
{
	static const char *const words[] = { "export", "declare", "typeset", "readonly", "local",
		NULL };

	return str_in(name, words);
}

void
lint_shell_command(struct shell *sh, size_t i)
{
	struct shell_call call = { .sh = sh, .cmd = &sh->queue[i], .i = i };
	struct shell *outermost = shell_outermost(sh);
	struct shell_word database = outermost->database;
	bool runs = shell_find_program(&call), kept = !runs || keeps_assignments(call.name);

	/* What is kept behind a condition may be for where there is none. */
	for (size_t k = 0; k < call.cmd->nwords; k++)
		read_assignment(
		    sh, &call.cmd->word[k], kept ? !call.cmd->conditional : k < call.program);
	shell_check_redirects(sh->r, call.cmd);
	if (!runs)
		return;
	check_shell(&call);
	check_script(&call);
	check_sourced(&call);
	if (strcmp(call.name, "wait") == 0)
		shell_wait(sh, shell_word_at(&call, call.program));
	if (strcmp(call.name, "exec") == 0 && call.program + 1 < call.cmd->nwords) {
		call.program++;
		if (!shell_find_program(&call))
			return;
	}
	if (read_inner_script(&call))
		return;
	shell_check_pgdata(&call);
	shell_check_login(&call);
	read_database(&call);
	if (!kept)
		outermost->database = database;
}

static void
check_line_ends(struct lint_reader *r)
{
	const char *text = r->file->text;
	const char *cr = r->file->len ? memmem(text, r->file->len, "\r\n", 2) : NULL;

	if (cr != NULL)
		lint_report(r, LINT_CRLF, cr, "the line ends in CR LF");
}

/* Returns false when another program than a shell reads the file. */
static bool
check_shebang(struct lint_reader *r)
{
	const struct lint_file *file = r->file;
	struct lint_shebang shebang;
	bool there = lint_read_shebang(file->text, file->len, &shebang);

	if (file->run != LINT_SCRIPT) {
		if (!there || !lint_is_no_shell(&shebang))
			return true;
		lint_report(r, LINT_SOURCED_LANGUAGE, file->text,
		    "a shell reads the file, whatever its #! line says: it is sourced");
		return false;
	}
	if (!there)
		lint_report(r, LINT_NO_SHEBANG, file->text, "an executable file without a #! line");
	else if (file->missing_interpreter != NULL)
		lint_report(r, LINT_NO_INTERPRETER, file->text, "\"%s\" is not in the image",
		    file->missing_interpreter);
	return !there || lint_is_shell(&shebang);
}

void
lint_read_shell(struct lint_reader *r)
{
	struct shell sh;
	size_t first = r->lint->nfindings;

	check_line_ends(r);
	if (r->file->len == 0)
		return;
	if (!check_shebang(r)) {
		lint_unseen(r);
		return;
	}
	memset(&sh, 0, sizeof(sh));
	sh.r = r;
	sh.p = r->file->text;
	sh.end = sh.p + r->file->len;
	sh.names_pguser = memmem(sh.p, r->file->len, "PGUSER", 6) != NULL;
	shell_run(&sh);
	shell_forgive_background(&sh, first);
}
