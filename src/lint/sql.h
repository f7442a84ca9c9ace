/* sql.h — reads SQL as psql would cut it: tokens over (ptr, len), nothing copied.
 *
 * The text may stand in a shell script, where the shell expands it first: then `$NAME`, `${…}`,
 * `$(…)` and backquotes are text that only the container knows ("dynamic"), and a backslash may
 * take away the meaning of what follows. The reader looks through that in place, so that every
 * token still points into the file. */
#ifndef LINT_SQL_H
#define LINT_SQL_H

#include "base/base.h"

enum sql_text {
	SQL_FILE,    /* as it stands */
	SQL_HEREDOC, /* an unquoted heredoc: $ ` \ are the shell's */
	SQL_DQUOTED, /* between the shell's double quotes: \" too */
	SQL_FORMAT   /* the content of a string literal: '' is one quote, %I %L %s are dynamic */
};

enum sql_kind {
	SQL_END,
	SQL_NAME,   /* a keyword or an unquoted name */
	SQL_QUOTED, /* "name": p and len are what stands between the quotes */
	SQL_STRING, /* '…' E'…' U&'…': between the quotes */
	SQL_DOLLAR, /* $tag$ … $tag$: between the tags */
	SQL_NUMBER,
	SQL_VARIABLE, /* :name :'name' :"name", or what the shell puts there */
	SQL_SIGN,     /* one byte */
	SQL_META      /* psql's \command with its arguments, from the backslash on */
};

struct sql_token {
	enum sql_kind kind;
	const char *p;
	size_t len;
	const char *at;     /* where the token starts, opening quote included */
	bool dynamic;       /* some of it is only known when it runs */
	enum sql_text text; /* how to read what is inside */
};

struct sql {
	const char *p; /* the next byte */
	const char *end;
	enum sql_text text;
	bool psql;            /* meta-commands and variables exist here */
	bool backslashes;     /* standard_conforming_strings = off: '…' is read as E'…' */
	const char *unclosed; /* an opening quote or comment without an end, or NULL */
	const char *pid;      /* a `$$` or `$tag$` that the shell will expand, or NULL */
};

struct sql sql_on(const char *p, size_t len, enum sql_text text, bool psql);
/* The next token; false (and kind SQL_END) behind the last. */
bool sql_next(struct sql *sql, struct sql_token *t);
/* The tokens of a body: what stands inside a dollar quote or a string. */
struct sql sql_inside(const struct sql_token *body);

/* One statement, from its first token up to ";", a \g command or the end of the text. */
struct sql_statement {
	struct sql tokens; /* a reader over the statement alone */
	bool empty;
	bool sets;             /* psql's variables may be others behind it: \gset */
	bool gexec;            /* its result is run as SQL: \gexec, dblink_exec() */
	struct sql_token meta; /* a meta-command instead of a statement, or kind SQL_END */
};

/* The next statement or meta-command; data lines of COPY … FROM STDIN are passed over. */
bool sql_statement(struct sql *sql, struct sql_statement *st);

/* A meta-command that psql does not know for the ; right behind it, which it takes as part of the
 * name: \gexec; \q; but \d takes any letters, as in \dt;. Its length with the ;, or 0. */
size_t sql_meta_misnamed(const struct sql_token *meta);

bool sql_is(const struct sql_token *t, const char *keyword);
/* Is it a keyword of the list, which ends in NULL? */
bool sql_is_any(const struct sql_token *t, const char *const *keywords);
bool sql_is_sign(const struct sql_token *t, char sign);
/* Takes the words when all of them come next ("if not exists"); else moves nothing. */
bool sql_accept(struct sql *sql, const char *words);
/* The same for the first of the list that does. */
bool sql_accept_any(struct sql *sql, const char *const *list);
struct sql_token sql_peek(const struct sql *sql);

#endif
