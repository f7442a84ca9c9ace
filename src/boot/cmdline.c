/* cmdline.c — the words lie one after another in one buffer. */
#include "boot/cmdline.h"

static void
add(struct cmdline *c, const char *first, const char *between, const char *last)
{
	if (c->count == CMDLINE_WORDS) {
		c->text.full = true;
		return;
	}
	c->argv[c->count++] = c->text.p + c->text.len;
	c->argv[c->count] = NULL;
	str_addf(&c->text, "%s%s%s", first, between, last);
	str_addc(&c->text, '\0');
}

void
cmdline_begin(struct cmdline *c, const char *folder, const char *name)
{
	c->count = 0;
	c->text = str_on(c->store, sizeof(c->store));
	add(c, folder, "/", name);
}

void
cmdline_add(struct cmdline *c, const char *flag, const char *value)
{
	add(c, flag, "", value);
}
