/* words.c — small texts that several formats share. */
#include <string.h>

#include "render/render.h"
#include "tune/text.h"

void
render_value(struct str *out, const struct plan *p, enum setting_id id)
{
	value_write(out, setting_by_id(id), &p->settings[id].value);
}

void
render_size(struct str *out, int64_t bytes)
{
	if (bytes % MIB != 0 && bytes < 10 * MIB)
		str_addf(out, "%lldkB", (long long)(bytes / KIB));
	else
		str_addf(out, "%lldMB", (long long)(bytes / MIB));
}

void
render_milli(struct str *out, int64_t milli)
{
	char digits[8] = "";
	int64_t part = milli % 1000;

	str_addf(out, "%lld", (long long)(milli / 1000));
	if (part == 0)
		return;
	for (size_t i = 0; part != 0 && i < 3; i++, part = part * 10 % 1000)
		digits[i] = (char)('0' + part / 100);
	str_addf(out, ".%s", digits);
}

void
render_shell_word(struct str *out, const char *word)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_-=./,:+@%";

	if (word[0] != '\0' && strspn(word, safe) == strlen(word)) {
		str_add(out, word);
		return;
	}
	str_addc(out, '\'');
	for (; *word; word++)
		if (*word == '\'')
			str_add(out, "'\\''");
		else
			str_addc(out, *word);
	str_addc(out, '\'');
}

void
render_auto_config(struct str *out, const struct plan *p)
{
	static const struct {
		const char *label;
		enum setting_id id;
	} shown[] = {
		{ "shared_buffers", SHARED_BUFFERS },
		{ "max_connections", MAX_CONNECTIONS },
		{ "workers", MAX_PARALLEL_WORKERS },
	};
	const struct host *h = p->host;

	str_addf(out, "[AUTO-CONFIG] RAM: %lldMB (%s), CPU: ", (long long)(h->memory.bytes / MIB),
	    memory_source_word(h->memory.source));
	render_milli(out, h->cpu.milli);
	str_addf(out, " cores (%s) → ", cpu_source_word(h->cpu.source));
	if (p->wish.skip) {
		str_add(out, "off (POSTGRES_SKIP_AUTOCONFIG)");
		return;
	}
	for (size_t i = 0; i < LEN(shown); i++) {
		str_addf(out, "%s%s=", i ? ", " : "", shown[i].label);
		render_value(out, p, shown[i].id);
	}
}
