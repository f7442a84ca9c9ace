/* lock.c — flock on the directory itself: it lives as long as one process of the server does, and
 * no file is left behind. Containers on one host share the kernel's lock table; between hosts it
 * depends on the file system. */
#include "boot/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/log.h"
#include "base/proc.h"

#define ASK_AGAIN_MS 100

static int
lock_failed(const char *pgdata, struct err *e)
{
	if (errno == EWOULDBLOCK) {
		fail(e, "data directory \"%s\" is locked by another server", pgdata);
		return fail_hint(e,
		    "two would destroy it: stop the other one (container, pod, node), or give it "
		    "more time with PGTUNE_LOCK_WAIT=SECONDS");
	}
	fail_sys(e, "locking data directory \"%s\"", pgdata);
	if (errno == EIO || errno == ESTALE) /* a disk or a file server that fails */
		return -1;
	return fail_hint(e, "a file system without flock: PGTUNE_LOCK=off starts without this "
			    "protection against a second server");
}

int
lock_take(const char *pgdata, int64_t wait_s, bool off, struct watch *w, struct err *e)
{
	int64_t until = proc_now_ms() + wait_s * 1000;
	int fd = open(pgdata, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool told = false;

	if (fd < 0)
		return fail_sys(e, "opening data directory \"%s\"", pgdata);
	if (off)
		return fd;
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK || proc_now_ms() >= until || w->signal != 0) {
			if (w->signal != 0)
				watch_fail(w, e);
			else
				lock_failed(pgdata, e);
			close(fd);
			return -1;
		}
		if (!told)
			log_info("waiting for data directory \"%s\": another server has it locked",
			    pgdata);
		told = true;
		watch_next(w, ASK_AGAIN_MS);
	}
	return fd;
}

void
lock_inherit(int fd)
{
	fcntl(fd, F_SETFD, 0);
}

bool
lock_is_held(const char *pgdata)
{
	int fd = open(pgdata, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool held;

	if (fd < 0)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	close(fd);
	return held;
}
