/* check.h — what `check` gathers. */
#ifndef CMD_CHECK_H
#define CMD_CHECK_H

#include "base/severity.h"
#include "boot/pidfile.h"
#include "cmd/context.h"

#define CHECK_FINDINGS 200

struct check_finding {
	enum severity level;
	const char *rule;
	char text[700];
};

/* A setting as the running server has it. */
struct check_actual {
	bool known, pending_restart;
	bool of_session; /* the role's or the database's it was asked as; the server's is unseen */
	char value[VALUE_TEXT_MAX]; /* SHOW's text */
	char source[300]; /* "default", "command line", else the file and line, or pg_settings' word
			   */
};

struct check {
	struct context *c;
	struct check_actual actual[SETTING_COUNT];
	int64_t shared_bytes;  /* the running server's shared_memory_size; 0: unknown, before 15 */
	struct plan estimated; /* the plan before that was known */
	bool told[PLAN_WARNINGS + 1]; /* the plan's warnings, from 1, that a finding says already */
	struct check_finding findings[CHECK_FINDINGS];
	size_t count;
	enum severity worst;
};

/* Fills k->actual and shared_bytes from pg_settings, where probe_reach() says, as PGUSER
 * (else POSTGRES_USER, else postgres) with PGPASSWORD or POSTGRES_PASSWORD. -1 and e: no answer. */
int check_ask_server(struct check *k, const struct pidfile *f, struct err *e);

#endif
