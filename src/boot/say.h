/* say.h — the progress lines that the official image prints on stdout and log scrapers wait for,
 * and how long a phase took. One line is one write. */
#ifndef BOOT_SAY_H
#define BOOT_SAY_H

#include "base/fail.h"

/* One line on stdout, control characters replaced. */
void say(const char *fmt, ...) PRINTF(1, 2);

void say_blank(void);

/* "/usr/local/bin/docker-entrypoint.sh: running /docker-entrypoint-initdb.d/x.sh" */
void say_file(const char *doing, const char *path);

/* "pgtune-auto: initdb took 812 ms" on stderr; began: proc_now_ms() before it. */
void say_took(const char *phase, int64_t began);

#endif
