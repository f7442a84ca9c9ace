/* boot_user.c — fuzzes the readers of /etc/passwd and /etc/group: a user as gosu takes it, a
 * newline, a passwd file, a form feed, a group file. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/user.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end = text + size;
	const char *line = memchr(text, '\n', size), *page;
	struct user_texts t = { .otherwise = 1 };
	static struct account a;
	char spec[300];
	struct err e;

	if (line == NULL || (size_t)(line - text) >= sizeof(spec))
		return 0;
	memcpy(spec, text, (size_t)(line - text));
	spec[line - text] = '\0';
	page = memchr(line, '\f', (size_t)(end - line));
	if (page == NULL)
		page = end;
	t.passwd = (struct span){ line + 1, (size_t)(page - line) - 1 };
	t.group.p = page < end ? page + 1 : end;
	t.group.len = (size_t)(end - t.group.p);
	if (user_parse_spec(spec, &t, &a, &e) == 0 &&
	    (a.user.uid == UINT32_MAX || a.user.gid == UINT32_MAX ||
		a.user.group_count > PROC_GROUPS || memchr(a.home, '\0', sizeof(a.home)) == NULL))
		abort(); /* -1 would leave root root */
	return 0;
}
