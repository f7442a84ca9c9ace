/* explain.c — one setting and why it has its value. */
#include <limits.h>
#include <string.h>

#include "render/layout.h"
#include "render/render.h"

#define LABEL_COLUMNS 12

static void
line(struct str *out, const struct rendering *r, const char *label, const char *text)
{
	str_add(out, "  ");
	layout_pad(out, label, LABEL_COLUMNS - 2);
	layout_wrap(out, text, LABEL_COLUMNS, (size_t)r->width);
}

static void
provenance(struct str *out, const struct planned *s)
{
	static const char *const words[] = {
		[FROM_NONE] = "PostgreSQL's own default, nothing is passed",
		[FROM_RULE] = "this program's rule",
		[FROM_OPTION] = "asked for by an option or its variable",
		[FROM_PRIMARY] = "raised to what the primary has",
		[FROM_OPERATOR] = "yours, planned from and not passed again",
	};

	str_add(out, words[s->from]);
	if (s->from != FROM_OPERATOR || s->kept == NULL)
		return;
	str_add(out, ": ");
	str_add_printable(out, s->kept->file);
	if (s->kept->line > 0)
		str_addf(out, ":%d", s->kept->line);
}

static void
title(struct str *out, const struct rendering *r, enum setting_id id)
{
	const struct planned *s = &r->plan->settings[id];

	str_addf(out, "%s%s%s = ", r->colour ? "\033[1m" : "", setting_by_id(id)->name,
	    r->colour ? "\033[0m" : "");
	if (s->from == FROM_OPERATOR && s->kept != NULL)
		str_add_printable(out, s->kept->value);
	else if (s->value.kind == VALUE_NONE)
		str_add(out, "(default)");
	else
		render_value(out, r->plan, id);
	str_addc(out, '\n');
}

void
render_explanation(struct str *out, const struct rendering *r, enum setting_id id)
{
	const struct planned *s = &r->plan->settings[id];
	const struct setting *row = setting_by_id(id);
	char buf[PATH_MAX + 400];
	struct str text = str_on(buf, sizeof(buf));

	title(out, r, id);
	provenance(&text, s);
	line(out, r, "from", buf);
	line(out, r, "rule", row->why);
	if (s->why[0] != '\0')
		line(out, r, "numbers", s->why);
	if (!setting_known(row, r->plan->wish.major))
		line(out, r, "versions", "not in this major version of PostgreSQL");
	str_clear(&text);
	if (row->moved_by != NULL)
		str_addf(&text, "%s; or ", row->moved_by);
	str_addf(&text, "your own: -c %s=VALUE, ALTER SYSTEM", row->name);
	line(out, r, "moved by", buf);
	line(out, r, "takes",
	    setting_change(row, r->plan->wish.major) == CHANGE_RESTART
		? "a restart"
		: "a reload; where it stands on the server's command line, a restart");
}
