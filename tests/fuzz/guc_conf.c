/* guc_conf.c — postgresql.conf: what was read, written quoted, is read again as the same rows. */
#include "guc/conf.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct gucset first, again;
static char first_text[1 << 16], again_text[1 << 16], quoted[1 << 18];

static void
quote(struct str *out, const char *value)
{
	str_addc(out, '\'');
	for (; *value != '\0'; value++) {
		if (*value == '\n') {
			str_add(out, "\\n");
			continue;
		}
		if (*value == '\'' || *value == '\\')
			str_addc(out, *value);
		str_addc(out, *value);
	}
	str_add(out, "'\n");
}

static void
same(const struct guc *a, const struct guc *b)
{
	if (strcmp(a->name, b->name) != 0 || strcmp(a->value, b->value) != 0 || a->line < 1)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct conf_text text = {
		.p = (const char *)data, .len = len, .file = "a", .where = GUC_AUTO
	};
	struct str out = str_on(quoted, sizeof(quoted));

	first.count = again.count = 0;
	first.full = again.full = false;
	first.text = str_on(first_text, sizeof(first_text));
	again.text = str_on(again_text, sizeof(again_text));
	guc_read_conf(&first, &text);
	for (size_t i = 0; i < first.count; i++) {
		str_addf(&out, "%s = ", first.rows[i].name);
		quote(&out, first.rows[i].value);
	}
	if (first.full || out.full)
		return 0;
	text.p = out.p;
	text.len = out.len;
	guc_read_conf(&again, &text);
	if (again.count != first.count)
		__builtin_trap();
	for (size_t i = 0; i < first.count; i++)
		same(&first.rows[i], &again.rows[i]);
	return 0;
}
