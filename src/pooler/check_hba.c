/* check_hba.c — findings in an hba file: dead lines, weak methods, an open lookup role. */
#include <string.h>

#include "pooler/check.h"
#include "pooler/network.h"

static void
check_method(struct findings *f, const struct hba_line *h)
{
	static const char *const bad[] = { "trust", "password", "md5", NULL };

	if (str_in(h->method, bad))
		found(f, L13, h->line, "%s %s %s %s", h->type, h->database, h->user, h->method);
}

/* An address with a slash that PgBouncer cannot read, or not as it was meant. */
static void
check_network(struct findings *f, const struct hba_line *h)
{
	struct network n;
	struct err e;

	if (strchr(h->address, '/') != NULL &&
	    network_read(h->address, strlen(h->address), &n, &e) < 0)
		found(f, L14, h->line, "%s", e.text);
}

/* Is a connection of the lookup role over the network let in before a reject? */
static const struct hba_line *
opens_to(const struct hba_line *lines, size_t count, const char *role)
{
	for (size_t i = 0; i < count; i++) {
		bool about = strcmp(lines[i].user, "all") == 0 || strcmp(lines[i].user, role) == 0;

		if (!about || strcmp(lines[i].type, "local") == 0 ||
		    strcmp(lines[i].database, "replication") == 0)
			continue;
		if (strcmp(lines[i].method, "reject") != 0)
			return &lines[i];
		if (strcmp(lines[i].database, "all") == 0 &&
		    (strcmp(lines[i].address, "all") == 0 ||
			strcmp(lines[i].address, "0.0.0.0/0") == 0))
			return NULL;
	}
	return NULL;
}

void
check_hba(struct findings *f, struct pooler_facts *facts, const struct pooler_file *file)
{
	struct hba_line lines[HBA_LINES];
	size_t count = hba_read(file->text.p, file->text.len, lines, HBA_LINES);
	const struct hba_line *open = NULL;

	for (size_t i = 0; i < count; i++) {
		check_method(f, &lines[i]);
		check_network(f, &lines[i]);
		for (size_t j = 0; j < i; j++)
			if (hba_covers(&lines[j], &lines[i])) {
				found(f, L14, lines[i].line,
				    "never reached: line %d matches all of it", lines[j].line);
				break;
			}
	}
	/* The server's own pg_hba.conf has to let the lookup role in. */
	if (strstr(file->name, "pg_hba") == NULL && facts->auth_user[0] != '\0')
		open = opens_to(lines, count, facts->auth_user);
	if (open != NULL)
		found(f, L14, open->line, "clients may log in as \"%s\"", facts->auth_user);
}
