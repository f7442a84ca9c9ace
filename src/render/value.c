/* value.c — one planned value as PostgreSQL text. */
#include "render/value.h"

#include "tune/text.h"

void
value_text(struct str *out, enum setting_id id, const struct value *v)
{
	if (v->kind != VALUE_NONE)
		value_write(out, setting_by_id(id), v);
}
