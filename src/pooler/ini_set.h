/* ini_set.h — the operator's own settings of PgBouncer (--set), one by one. Inside pooler/ only. */
#ifndef POOLER_INI_SET_H
#define POOLER_INI_SET_H

#include "base/span.h"
#include "pooler/ini.h"

/* One KEY=VALUE as written; value.p is NULL when there is no "=". */
struct ini_set {
	struct span key, value;
};

/* Takes the next setting from *rest, which starts as struct pooler_ini's `set` (NULL: none): they
 * stand by line or ";". false at the end. */
bool ini_set_next(const char **rest, struct ini_set *set);

/* Has the operator set this key? */
bool ini_sets(const struct pooler_ini *ini, const char *key);

#endif
