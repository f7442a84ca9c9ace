/* password.h — passwords and verifiers that commands read: never from argv. */
#ifndef CMD_PASSWORD_H
#define CMD_PASSWORD_H

#include "base/secret.h"
#include "cmd/cmd.h"
#include "crypto/scram.h"

/* The password on standard input (one trailing newline is cut), or in the file of --password-file.
 * On a terminal it is asked for, without echo. Checked with password_check(). */
int password_read(const struct call *call, struct secret *s, struct err *e);

/* A new verifier of the password with a random salt and --iterations. */
int password_verifier(
    const struct call *call, const struct secret *s, struct scram *v, struct err *e);

/* An option's whole number in [lo, hi], or `otherwise` when it is not given. */
int option_number(
    const struct call *call, int id, const int64_t range[2], int64_t *n, struct err *e);

/* Prints e as wrong usage or as a failure; the exit code. */
int usage_error(const struct err *e);
int failed(const struct err *e);

#endif
