/* oom.c — PG_OOM_ADJUST_*: what postgres writes to oom_score_adj in each child it forks. */
#include "boot/oom.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/num.h"

#define ADJ_FILE "/proc/self/oom_score_adj"
#define ADJ_MAX 1000
/* oom_score_adj counts in thousandths of the memory: with this much more, a backend is killed
 * unless the postmaster holds a fifth of the memory more than it. Raising needs no capability. */
#define ADJ_STEP 200

void
oom_prefer_backends(void)
{
	char text[32], value[16];
	int64_t own = 0;
	struct err e;
	size_t len;

	if (getenv("PG_OOM_ADJUST_FILE") != NULL)
		return;
	if (file_read(AT_FDCWD, ADJ_FILE, text, sizeof(text), &len, &e) < 0 ||
	    num_int(text, strcspn(text, "\n"), -ADJ_MAX, ADJ_MAX, &own, &e) < 0)
		return;
	snprintf(value, sizeof(value), "%d", (int)min64(own + ADJ_STEP, ADJ_MAX));
	setenv("PG_OOM_ADJUST_FILE", ADJ_FILE, 1);
	if (getenv("PG_OOM_ADJUST_VALUE") == NULL)
		setenv("PG_OOM_ADJUST_VALUE", value, 1);
}
