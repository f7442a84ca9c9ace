/* sql_chars.h — SQL text character by character, as it is when whoever holds it is done with it:
 * the shell expands, format() fills in, a file stays as it is. Inside lint/ only. */
#ifndef LINT_SQL_CHARS_H
#define LINT_SQL_CHARS_H

#include "lint/sql.h"

/* What there may be beside bytes and SQL_END: where the shell or format() puts text of its own
 * there is no character to see. */
#define SQL_DYNAMIC (-1)
#define SQL_PID (-2)     /* $$ */
#define SQL_NOTHING (-3) /* a line that the shell joins to the next */

/* The character `skip` characters ahead; 0: the next. Moves nothing. */
int sql_ahead(const struct sql *sql, unsigned skip);

/* The next character, and moves behind it. Remembers the first SQL_PID in sql->pid. */
int sql_take(struct sql *sql);

/* sql_ahead(sql, 0), quick for a file, which is nearly all there is. */
static inline int
sql_see(const struct sql *sql)
{
	if (sql->text != SQL_FILE)
		return sql_ahead(sql, 0);
	return sql->p < sql->end ? (unsigned char)*sql->p : SQL_END;
}

static inline bool
sql_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool
sql_is_name_start(int c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c >= 0x80 || c == SQL_DYNAMIC;
}

static inline bool
sql_is_name(int c)
{
	return sql_is_name_start(c) || sql_is_digit(c);
}

#endif
