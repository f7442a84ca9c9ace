/* builtins.h — names that every database has in pg_catalog. */
#ifndef LINT_BUILTINS_H
#define LINT_BUILTINS_H

#include "lint/objects.h"

/* Without a schema such a name is not the one that a script gives its own function or type, or not
 * surely: that one comes behind it in the search path. */
bool lint_builtin_function(const struct lint_name *name);
bool lint_builtin_type(const struct lint_name *name);

#endif
