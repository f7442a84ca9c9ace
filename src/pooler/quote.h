/* quote.h — names and texts in each of the formats around a pooler. Every function takes any bytes
 * that passed its check: what a format cannot carry is refused before, never bent. */
#ifndef POOLER_QUOTE_H
#define POOLER_QUOTE_H

#include "base/fail.h"
#include "base/str.h"

/* A name for a role, schema or database. -1 and e with the byte position and the reason: empty, a
 * NUL, invalid UTF-8 (quoting it can be undone, CVE-2025-1094), more than NAME_BYTES. `what` is
 * "role", "schema" … */
int name_check(const char *what, const char *p, size_t len, struct err *e);
/* What PostgreSQL lets nobody create: roles and schemas with "pg_" in front, roles "public" and
 * "none". -1 and e. */
int name_reserved(const char *what, const char *name, bool role, struct err *e);

/* SQL: "name" with doubled quotes. */
void quote_identifier(struct str *s, const char *name);

/* SQL: 'text', or E'text' when it holds a backslash: the same under standard_conforming_strings on
 * and off. */
void quote_literal(struct str *s, const char *text);

/* userlist.txt: "text" with doubled quotes; nothing else is special there. */
void quote_auth_file(struct str *s, const char *text);

/* .pgpass: "\" and ":" escaped. A newline has no form: refuse it before. */
void quote_pgpass(struct str *s, const char *text);

/* URL: everything but unreserved characters (RFC 3986 §2.3) as %XX. */
void quote_url(struct str *s, const char *text);

/* How many bytes of a key of pgbouncer.ini are such as every version reads without quotes. */
size_t quote_plain_key(const char *p, size_t len);

/* A value of a connection string in pgbouncer.ini: bare when it is plain, else '…' with doubled
 * quotes; there are no backslash escapes. Not empty and no newline: refuse them before. */
void quote_connstr(struct str *s, const char *text);

#endif
