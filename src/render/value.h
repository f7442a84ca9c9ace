/* value.h — one planned value as PostgreSQL text. */
#ifndef RENDER_VALUE_H
#define RENDER_VALUE_H

#include "base/str.h"
#include "tune/plan.h"

/* "1536MB", "130", "1.1", "48h": the largest exact unit, always with its unit. Quoting is the
 * format's. Nothing for VALUE_NONE. */
void value_text(struct str *out, enum setting_id id, const struct value *v);

#endif
