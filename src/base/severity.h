/* severity.h — how serious a finding is: one scale for check, check-init and pgbouncer check. */
#ifndef BASE_SEVERITY_H
#define BASE_SEVERITY_H

enum severity {
	SEVERITY_NOTE,
	SEVERITY_WARNING,
	SEVERITY_ERROR
};

extern const char *const severity_words[]; /* in enum order */

#endif
