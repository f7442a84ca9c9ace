/* guc_argv.c — the server's command line, a word a line: never more words than there are. */
#include "guc/argv.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct gucset set;
static char set_text[1 << 16], words[1 << 14];

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *argv[64] = { NULL };
	const char *data_dir;
	size_t argc = 0;

	if (len >= sizeof(words))
		return 0;
	memcpy(words, data, len);
	words[len] = '\0';
	for (char *at = words; at != NULL && argc + 1 < LEN(argv); argc++) {
		argv[argc] = at;
		at = strchr(at, '\n');
		if (at != NULL)
			*at++ = '\0';
	}
	set.count = 0;
	set.full = false;
	set.text = str_on(set_text, sizeof(set_text));
	if (guc_read_argv(&set, argv, &data_dir) > argc)
		__builtin_trap();
	for (size_t i = 0; i < set.count; i++)
		if (guc_find(&set, set.rows[i].name) == NULL || set.rows[i].name[0] == '\0')
			__builtin_trap();
	return 0;
}
