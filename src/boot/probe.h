/* probe.h — does a data directory have a server: by its files, its lock, and one login attempt. */
#ifndef BOOT_PROBE_H
#define BOOT_PROBE_H

#include "base/fail.h"
#include "boot/pidfile.h"
#include "wire/startup.h"

enum probe_verdict {
	PROBE_READY,    /* takes logins */
	PROBE_FULL,     /* would, but all connections are taken */
	PROBE_STANDBY,  /* recovers for ever, with hot_standby=off */
	PROBE_STARTING, /* alive, not ready: first boot, recovery, shutdown, it cannot fork */
	PROBE_CLOSES,   /* hangs up without a word */
	PROBE_HANGS,    /* says it is ready and does not answer */
	PROBE_DOWN      /* nobody is there */
};

/* The server of PGDATA, asked as the directory's owner where this process is root. e says why
 * unless it is ready. Never longer than timeout_ms. */
enum probe_verdict probe_local(const char *pgdata, int timeout_ms, struct err *e);

/* The host by which to ask the running server of the data directory `dir`: its socket, else the
 * address it listens on, both from f. A process that is root also becomes the directory's owner
 * (seteuid): the method "peer" would refuse root, which is a line in the server's log. It stays
 * root without CAP_SETUID, and where the owner needs one of its groups to enter the socket's
 * directory. */
const char *probe_reach(int dir, const struct pidfile *f);

/* Whoever listens at `at`. */
enum probe_verdict probe_at(
    const struct wire_where *at, const struct wire_login *as, int timeout_ms, struct err *e);

#endif
