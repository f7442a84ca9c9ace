/* shell_psql.c — calls of psql: the options that matter, and the database they log in to. */
#include <string.h>

#include "base/num.h"
#include "base/str.h"
#include "lint/shell.h"

struct psql {
	struct shell *sh;
	const struct shell_command *cmd;
	const char *at;     /* the word "psql" */
	unsigned ncommands; /* -c */
	unsigned nfiles;    /* -f, other than its input */
	bool reads_input;   /* -f - */
	bool error_stop;
	bool goes_on;      /* -v ON_ERROR_STOP=0 */
	bool transaction;  /* -1 */
	bool no_session;   /* --version, --list */
	bool other_server; /* -h HOST */
	bool more_words;   /* "$@": anything */
	bool database_given;
	struct lint_name db; /* p NULL: the main one */
	const char *db_at;
	struct lint_name user; /* -U, when it is a plain name */
	bool user_unknown;     /* -U, when it is neither that nor POSTGRES_USER */
	unsigned nplain;       /* words that are no options: database, user */
};

static bool
equals(const struct str *text, const char *word)
{
	return str_is(text->p, text->len, word);
}

static void
set_variable(struct psql *q, const struct str *text)
{
	static const char name[] = "ON_ERROR_STOP=";
	const char *value = text->p + sizeof(name) - 1;
	struct err e;
	bool yes;

	if (!str_starts(text->p, name))
		return;
	q->error_stop = num_bool(value, strlen(value), &yes, &e) < 0 || yes;
	q->goes_on = !q->error_stop;
}

/* -v NAME=VALUE, as it is written: quotes may stand around all of it or around the value. */
static void
check_variable(const struct psql *q, const struct shell_word *word, bool dynamic)
{
	bool quoted = word->len > 1 && (*word->p == '"' || *word->p == '\'') &&
		      word->p[word->len - 1] == *word->p;
	const char *equals = memchr(word->p, '=', word->len);
	struct lint_name name = { .p = word->p + quoted }, value = { .dynamic = dynamic };

	if (equals == NULL)
		return;
	name.len = (size_t)(equals - name.p);
	value.p = equals + 1;
	value.len = (size_t)(word->p + word->len - value.p) - quoted;
	if (!quoted && value.len > 1 && (*value.p == '"' || *value.p == '\'')) {
		value.p++;
		value.len -= 2;
	}
	lint_read_variable(q->sh->r, &name, &value);
}

/* The name in a word that may be quoted and joined to its option; p NULL when it is not plain. */
static struct lint_name
plain_name(const struct shell_word *word, const struct str *text, bool dynamic)
{
	bool plain = !dynamic && text->len > 0 && strpbrk(text->p, "$`") == NULL;
	const char *p = plain ? memmem(word->p, word->len, text->p, text->len) : NULL;

	return (struct lint_name){ .p = p, .len = p ? text->len : 0, .quoted = true };
}

/* postgresql://user:password@…, written down. */
static void
check_uri_password(struct psql *q, const struct shell_word *word)
{
	const char *end = word->p + word->len, *user = memmem(word->p, word->len, "://", 3);
	const char *at = user ? memchr(user, '@', (size_t)(end - user)) : NULL;
	const char *colon = at ? memchr(user + 3, ':', (size_t)(at - user) - 3) : NULL;

	if (colon != NULL && colon + 1 < at && memchr(colon, '$', (size_t)(at - colon)) == NULL &&
	    memchr(colon, '/', (size_t)(at - colon)) == NULL)
		lint_report_password(q->sh->r, colon + 1);
}

static void
set_host(struct psql *q, const struct shell_word *word, const struct str *text)
{
	lint_report_host(q->sh->r, word->p, text->p);
	q->other_server = text->p[0] != '/' && text->len > 0 && !equals(text, "$PGHOST") &&
			  !lint_host_is_here(text->p);
}

/* The name behind dbname in a word that may be quoted, joined to its option (-dNAME, --dbname=NAME)
 * or a connection string: only a plain name is known here. */
static void
set_database(struct psql *q, const struct shell_word *word, const struct str *text, bool dynamic)
{
	const struct lint_container *c = &q->sh->r->lint->container;
	struct lint_name plain = plain_name(word, text, dynamic);
	char buf[128];
	struct str host = str_on(buf, sizeof(buf));

	q->database_given = true;
	q->db_at = word->p;
	q->db = (struct lint_name){ .p = word->p, .dynamic = true };
	if (equals(text, "$POSTGRES_DB")) {
		q->db.p = NULL;
		q->db.dynamic = false;
	} else if (equals(text, "$POSTGRES_USER")) {
		q->db = lint_name_word(c->user);
	} else if (plain.p != NULL) {
		q->db = strpbrk(text->p, "=/") != NULL ? lint_conninfo_database(&plain) : plain;
	}
	check_uri_password(q, word);
	if (lint_conninfo_host(text->p, &host))
		set_host(q, word, &host);
	if (equals(text, "postgres"))
		lint_report_postgres(q->sh->r, word->p, "database");
}

static void
set_file(struct psql *q, const struct shell_word *word, const struct str *text)
{
	if (equals(text, "-") || equals(text, "/dev/stdin")) {
		q->reads_input = true;
	} else {
		q->nfiles++;
		shell_include(q->sh, q->cmd, word);
	}
}

/* One option with its value: letter as in the short form. */
static void
take_option(struct psql *q, char letter, const struct shell_word *word, const struct str *text,
    bool dynamic)
{
	switch (letter) {
	case 'c':
		q->ncommands++;
		break;
	case 'f':
		set_file(q, word, text);
		break;
	case 'v':
		set_variable(q, text);
		check_variable(q, word, dynamic);
		break;
	case 'd':
		set_database(q, word, text, dynamic);
		break;
	case 'U':
		if (equals(text, "postgres"))
			lint_report_postgres(q->sh->r, word->p, "user");
		q->user = plain_name(word, text, dynamic);
		q->user_unknown = q->user.p == NULL && !equals(text, "$POSTGRES_USER");
		break;
	case 'h':
		set_host(q, word, text);
		break;
	default:
		break;
	}
}

static char
long_option(const char *name, size_t len)
{
	static const struct {
		const char *name;
		char letter;
	} options[] = { { "command", 'c' }, { "file", 'f' }, { "set", 'v' }, { "variable", 'v' },
		{ "dbname", 'd' }, { "username", 'U' }, { "host", 'h' }, { "port", 'p' },
		{ "output", 'o' }, { "log-file", 'L' }, { "pset", 'P' }, { "field-separator", 'F' },
		{ "record-separator", 'R' }, { "table-attr", 'T' } };

	for (size_t i = 0; i < LEN(options); i++)
		if (str_is(name, len, options[i].name))
			return options[i].letter;
	return '\0';
}

/* A word that is no option: the database, then the user. */
static void
take_plain(struct psql *q, const struct shell_word *word, const struct str *text, bool dynamic)
{
	q->more_words |= equals(text, "$@") || equals(text, "$*");
	if (q->nplain++ == 0 && !q->database_given && !q->more_words)
		set_database(q, word, text, dynamic);
	else if (q->nplain == 2 && equals(text, "postgres"))
		lint_report_postgres(q->sh->r, word->p, "user");
}

/* --name=value, --name: the letter of an option that takes a value, else NUL; *value: what of it
 * stands in the word. */
static char
long_word(
    struct psql *q, const struct shell_word *word, const struct str *text, struct shell_word *value)
{
	const char *equal = memchr(word->p, '=', word->len);
	size_t len = strcspn(text->p + 2, "=");
	char letter = long_option(text->p + 2, len);

	q->no_session |=
	    equals(text, "--version") || equals(text, "--list") || equals(text, "--help");
	q->transaction |= equals(text, "--single-transaction");
	if (letter != '\0' && text->p[2 + len] == '=' && equal != NULL)
		*value =
		    (struct shell_word){ equal + 1, (size_t)(word->p + word->len - equal) - 1 };
	return letter;
}

/* The same for -Xc value, -Xcvalue. */
static char
short_word(
    struct psql *q, const struct shell_word *word, const struct str *text, struct shell_word *value)
{
	size_t n = 1 + strcspn(text->p + 1, "cdfFhLopPRTUv");

	q->transaction |= memchr(text->p, '1', n) != NULL;
	q->no_session |= memchr(text->p, 'l', n) != NULL || memchr(text->p, 'V', n) != NULL;
	if (n + 1 < text->len && n + 1 < word->len)
		*value = (struct shell_word){ word->p + n + 1, word->len - n - 1 };
	return text->p[n];
}

/* Puts what word i says to q, and hands the word of -c to `sql`, if there is one. Returns how many
 * words that were. */
static size_t
take_word(struct psql *q, size_t i, void (*sql)(struct psql *, struct shell_word))
{
	struct shell_word word = q->cmd->word[i], value = { NULL, 0 };
	char buf[512], valuebuf[512], letter;
	struct str text = str_on(buf, sizeof(buf)), said = str_on(valuebuf, sizeof(valuebuf));
	bool dynamic = shell_text(&word, &text);
	size_t used = 1;

	if (text.p[0] != '-' || text.len == 1) {
		take_plain(q, &word, &text, dynamic);
		return 1;
	}
	letter = str_starts(text.p, "--") ? long_word(q, &word, &text, &value)
					  : short_word(q, &word, &text, &value);
	if (letter != '\0' && value.p == NULL && i + 1 < q->cmd->nwords) {
		value = q->cmd->word[i + 1];
		used = 2;
	}
	if (letter == '\0' || value.p == NULL)
		return 1;
	dynamic = shell_text(&value, &said);
	take_option(q, letter, &value, &said, dynamic);
	if (letter == 'c' && sql != NULL)
		sql(q, value);
	return used;
}

static void
take_words(struct psql *q, size_t program, void (*sql)(struct psql *, struct shell_word))
{
	for (size_t i = program + 1; i < q->cmd->nwords;)
		i += take_word(q, i, sql);
}

/* The statements of one -c are sent together, which makes them one transaction. */
static bool
has_statements(const struct shell_word *word)
{
	struct shell_piece piece;
	struct sql_statement st;
	unsigned n = 0;
	size_t at = 0;
	struct sql sql;

	if (!shell_piece(word, &at, &piece) || !piece.one)
		return false;
	sql = sql_on(piece.p, piece.len, piece.text, false);
	while (n < 2 && sql_statement(&sql, &st))
		n += !st.empty && !sql_peek(&st.tokens).dynamic;
	return n == 2;
}

static void
read_command(struct psql *q, struct shell_word word)
{
	struct lint_reader *r = q->sh->r;
	bool in_block = r->in_block;

	if (!q->cmd->may_fail && !r->goes_on)
		r->in_block |= has_statements(&word);
	shell_read_sql(r, &word, false);
	r->in_block = in_block;
}

/* Is SQL read from its input? Behind -c and -f FILE that is data at most: of COPY, \copy. */
static bool
has_input(const struct psql *q)
{
	return (q->ncommands + q->nfiles == 0 || q->reads_input) && shell_has_input(q->cmd);
}

/* A psql that is given nothing to do, within a function, waits for what the caller gives it. */
static void
remember_function(struct psql *q)
{
	struct shell *outermost = shell_outermost(q->sh);

	for (size_t i = outermost->ntools; i-- > 0;) {
		struct shell_tool *tool = &outermost->tool[i];

		if (tool->name.p > q->at || *tool->name.p == '$')
			continue;
		tool->is_psql = true;
		tool->error_stop = q->error_stop;
		return;
	}
}

static void
check_error_stop(const struct psql *q)
{
	bool one_command = q->ncommands == 1 && q->nfiles == 0 && !has_input(q);

	if (q->error_stop || q->no_session || one_command ||
	    shell_input_sets(q->cmd, "ON_ERROR_STOP"))
		return;
	lint_report(q->sh->r, LINT_NO_ERROR_STOP, q->at,
	    "psql goes on after a failing statement: no ON_ERROR_STOP");
}

static void
read_sql(struct psql *q, size_t i, size_t program)
{
	struct lint_reader *r = q->sh->r;
	enum lint_certainty runs = r->runs;
	struct lint_name db = r->db;
	struct psql again = { .sh = q->sh, .cmd = q->cmd, .at = q->at, .database_given = true };
	unsigned ifs = r->ifs;

	if (q->cmd->conditional && runs == LINT_RUNS)
		r->runs = LINT_MAY_RUN;
	if (q->cmd->may_fail)
		r->runs = LINT_GUARDED;
	r->ifs = 0;
	/* Of a name that no file creates nothing is said: it may be POSTGRES_USER's. */
	lint_needs_if_known(r, LINT_ROLE, &(struct lint_path){ .name = q->user, .at = q->user.p });
	if (q->database_given && (q->db.p == NULL || !q->db.dynamic))
		lint_connect(r, &q->db, q->db_at);
	else if (q->database_given || q->more_words)
		r->db = (struct lint_name){ .p = q->at, .dynamic = true };
	if (q->nfiles > 0)
		lint_unseen(r);
	r->goes_on = q->goes_on;
	r->in_block = q->transaction && !q->cmd->may_fail && !q->goes_on;
	take_words(&again, program, read_command);
	if (has_input(q))
		shell_read_input(q->sh, i);
	r->in_block = r->goes_on = false;
	r->runs = runs;
	r->db = db;
	r->search_path = (struct lint_name){ .p = NULL };
	r->ifs = ifs;
}

/* Without -d the database is PGDATABASE. */
static void
take_pgdatabase(struct psql *q)
{
	const struct shell *outermost = shell_outermost(q->sh);
	char buf[512];
	struct str text = str_on(buf, sizeof(buf));
	bool dynamic;

	if (outermost->database.p == NULL || outermost->database.len == 0)
		return;
	dynamic = shell_text(&outermost->database, &text);
	set_database(q, &outermost->database, &text, dynamic);
}

/* Without that it has the user's name: POSTGRES_USER's, if that was told, or a role's. */
static void
take_user_database(struct psql *q)
{
	const struct lint *lint = q->sh->r->lint;
	bool role = q->user.p != NULL && lint_objects_any(&lint->objects, LINT_ROLE, &q->user);
	bool main_user =
	    q->user.p == NULL && !q->user_unknown && !shell_outermost(q->sh)->names_pguser;

	if (main_user && !lint->container.user_given && !lint->container.database_given)
		return; /* both are postgres */
	q->database_given = true;
	q->db_at = q->at;
	q->db = (struct lint_name){ .p = q->at, .dynamic = true };
	if (role || (q->user.p != NULL && lint->container.user_given))
		q->db = q->user;
	else if (main_user && lint->container.user_given)
		q->db = lint_name_word(lint->container.user);
}

void
lint_read_psql(struct shell *sh, size_t i, size_t program, const struct shell_tool *tool)
{
	struct psql q = { .sh = sh, .cmd = &sh->queue[i], .at = sh->queue[i].word[program].p };
	bool given;

	q.error_stop = tool != NULL && tool->error_stop;
	sh->r->now++;
	if (tool != NULL && *tool->name.p != '$') /* what the function does with it is its own */
		q.more_words = true;
	take_words(&q, program, NULL);
	if (!q.database_given && !q.more_words)
		take_pgdatabase(&q);
	if (!q.database_given && !q.more_words && !q.other_server)
		take_user_database(&q);
	given = has_input(&q) || q.ncommands > 0 || q.nfiles > 0;
	if (q.cmd->in_function && !given && !q.no_session)
		remember_function(&q);
	if (tool == NULL || given)
		check_error_stop(&q);
	if (!q.other_server && !q.no_session)
		read_sql(&q, i, program);
}
