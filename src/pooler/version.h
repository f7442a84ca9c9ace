/* version.h — PgBouncer's versions. */
#ifndef POOLER_VERSION_H
#define POOLER_VERSION_H

#include "base/fail.h"

#define POOLER_OLDEST 18 /* 1.18 */
#define POOLER_NEWEST 26 /* 1.26 */

/* 1.26.1 is { 26, 1 }. */
struct pooler_version {
	int minor;
	int patch; /* 0 when it was not said */
};

/* Reads "1.26", "1.26.1", and "PgBouncer 1.26.1" with lines behind it, as --version prints. -1 and
 * e for anything else and for versions we do not know. */
int pooler_version_read(const char *p, size_t len, struct pooler_version *v, struct err *e);

bool pooler_before(struct pooler_version v, int minor, int patch);

#endif
