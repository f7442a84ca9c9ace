/* auth_file.h — one name and its password in the forms that programs around the server read. */
#ifndef POOLER_AUTH_FILE_H
#define POOLER_AUTH_FILE_H

#include "base/str.h"
#include "pooler/place.h"

enum auth_form {
	AUTH_USERLIST, /* PgBouncer's auth_file */
	AUTH_PGPASS,   /* libpq's password file, any database of the host */
	AUTH_URL       /* postgresql://… */
};

struct auth_entry {
	const char *role, *password; /* passed name_check() and password_check() */
	const char *database;        /* AUTH_URL */
	const struct pooler_place *server;
};

/* -1 and e: the form cannot carry the role's name (the byte and the reason). */
int auth_entry_render(
    const struct auth_entry *a, enum auth_form form, struct str *out, struct err *e);

#endif
