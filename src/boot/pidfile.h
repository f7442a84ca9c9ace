/* pidfile.h — postmaster.pid: who runs on a data directory, and whether it is ready. A socket's
 * lock file has its first five lines. */
#ifndef BOOT_PIDFILE_H
#define BOOT_PIDFILE_H

#include <limits.h>

#include "base/fail.h"

enum pidfile_status {
	PIDFILE_STARTING,
	PIDFILE_READY,
	PIDFILE_STANDBY, /* up, in recovery, and to stay so: hot_standby is off */
	PIDFILE_STOPPING
};

struct pidfile {
	int64_t pid;   /* negative: a standalone backend (--single) */
	int64_t start; /* seconds since 1970 */
	int64_t port;
	char data[PATH_MAX]; /* the data directory */
	char sockets[128];   /* the first socket directory, "" for none */
	char listen[64];     /* the first of listen_addresses, "" for none */
	enum pidfile_status status;
};

/* Parses the file's text (utils/pidfile.h, LOCK_FILE_LINE_*). False: not even a pid and a start. */
bool pidfile_parse(const char *p, size_t len, struct pidfile *f);

#define PIDFILE "postmaster.pid"

/* Reads `name` below dir; false when it is absent or unreadable. */
bool pidfile_read(int dir, const char *name, struct pidfile *f);

#endif
