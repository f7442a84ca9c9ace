/* argv.c — the command line the entrypoint runs, and `--format args`. */
#include <string.h>

#include "render/render.h"

bool
render_is_mode_word(const char *word)
{
	return str_starts(word, "--") && word[2] != '\0' && strchr(word, '=') == NULL;
}

struct words
words_of(const struct plan *p, char *const *server_args)
{
	return (struct words){ .plan = p, .rest = server_args, .id = -2 };
}

static void
assign(struct str *out, const struct plan *p, enum setting_id id)
{
	str_addf(out, "%s=", setting_by_id(id)->name);
	render_value(out, p, id);
}

const char *
words_next(struct words *w)
{
	struct str text = str_on(w->assignment, sizeof(w->assignment));

	if (w->id == -2) {
		w->id++;
		return "postgres";
	}
	if (w->id == -1) {
		w->id++;
		if (*w->rest != NULL && render_is_mode_word(*w->rest))
			return *w->rest++;
	}
	while (w->id < SETTING_COUNT && !plan_emits(w->plan, (enum setting_id)w->id))
		w->id++;
	if (w->id == SETTING_COUNT)
		return *w->rest != NULL ? *w->rest++ : NULL;
	w->flag_given = !w->flag_given;
	if (w->flag_given)
		return "-c";
	assign(&text, w->plan, (enum setting_id)w->id++);
	return w->assignment;
}

void
render_args(struct str *out, const struct rendering *r)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		if (plan_emits(r->plan, id)) {
			str_add(out, "-c\n");
			assign(out, r->plan, id);
			str_addc(out, '\n');
		}
}
