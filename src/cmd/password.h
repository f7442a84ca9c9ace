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

#endif
