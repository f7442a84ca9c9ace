/* conf_lex.h — the tokens of postgresql.conf, as the server's guc-file.l cuts them. Inside guc/
 * only. */
#ifndef GUC_CONF_LEX_H
#define GUC_CONF_LEX_H

#include "base/str.h"

/* What a token is: names as in guc-file.l. */
enum conf_token {
	CONF_END,
	CONF_LINE_END,
	CONF_ID,
	CONF_QUALIFIED_ID,
	CONF_STRING,
	CONF_UNQUOTED, /* begins with a letter and is no name: log_directory = pg_log.d/x:y */
	CONF_NUMBER,
	CONF_EQUALS,
	CONF_WRONG
};

struct conf_lexer {
	const char *at, *end;
	int line;
	const char *word; /* the last token */
	size_t len;
};

/* The next token, blanks and comments before it passed over; lx stays where it is at a CONF_WRONG.
 */
enum conf_token conf_next(struct conf_lexer *lx);

/* Moves to the end of the line. */
void conf_skip_line(struct conf_lexer *lx);

/* Adds the text between the quotes of a CONF_STRING, escapes resolved (DeescapeQuotedString). */
void conf_unquote(struct str *out, const char *p, size_t len);

#endif
