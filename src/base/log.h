/* log.h — lines for people, on stderr: one line is one write(2), control characters replaced.
 * stdout is for results and never used here. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/fail.h"

/* The line as it is, no prefix: the lines other programs grep for. */
void log_line(const char *fmt, ...) PRINTF(1, 2);
/* "pgtune-auto: …" */
void log_info(const char *fmt, ...) PRINTF(1, 2);
/* "pgtune-auto: warning: …" */
void log_warn(const char *fmt, ...) PRINTF(1, 2);
/* "pgtune-auto: error: …" and, when there is one, a "hint: …" line, in one write. */
void log_error(const struct err *e);
/* The same at the level of a warning: a failure that the caller survives. */
void log_failure(const struct err *e);

/* One write of a whole line to fd. A reader that is slow is waited for, one that is gone does not
 * matter; one that takes nothing does not keep a process that is asked to end, which loses the
 * line.
 */
void log_put(int fd, const char *line, size_t len);

#endif
