/* detect.h — fills struct host from /proc, /sys and a few system calls, or from a directory that
 * stands for a machine (--root). */
#ifndef HOST_DETECT_H
#define HOST_DETECT_H

#include "base/fail.h"
#include "host/host.h"

/* Reads the machine below rootfd. Never fails: each oddity is a warning in h.
 * real: rootfd is "/" and system calls may be made; otherwise DIR/sysinfo and DIR/statvfs stand in.
 * env: what a process of that machine sees, for KUBERNETES_SERVICE_HOST. Of the wish only pgdata
 * and waldir are looked at. */
void host_detect(
    struct host *h, int rootfd, bool real, const struct host_wish *wish, char *const *env);

/* To be called after host_detect, also with an empty wish: without any limit it warns of the
 * default.
 *
 * The operator's own numbers, wish->memory ("4096" MB, "4GB", "75%" of RAM, "host") and wish->cpus
 * ("2", "1.5"), beat detection; more than was detected is used, with a warning that names both.
 * -1 and e, with the option, the value and the accepted forms, when one is wrong: h is then half
 * changed. */
int host_override(struct host *h, const struct host_wish *wish, struct err *e);

/* The two above on "/" (root NULL) or the directory root. -1 and e: root is no directory, or an
 * override is wrong. */
int host_read(struct host *h, const char *root, const struct host_wish *wish, char *const *env,
    struct err *e);

#endif
