/* shim.c — the shared object of shim/getpw.c, carried in this binary. */
#include "boot/shim.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "boot/user.h"

/* The Makefile builds it for the same machine. */
__asm__(".pushsection .rodata\n"
	".balign 16\n"
	"shim_begin: .incbin \"shim.so\"\n"
	".balign 8\n"
	"shim_size: .quad . - shim_begin\n"
	".popsection\n");
extern const char shim_begin[] __attribute__((visibility("hidden")));
extern const uint64_t shim_size __attribute__((visibility("hidden")));

#define HIGH_FD 200 /* init files have descriptors of their own, from 3 on */

/* A memfd; where there is none (see file_in_memory()) a file of /tmp that has no name any more. */
static int
open_unnamed(void)
{
	char path[] = "/tmp/.pgtune-XXXXXX";
	int fd = memfd_create("pgtune-getpwuid", 0);

	if (fd >= 0)
		return fd;
	fd = mkstemp(path);
	if (fd >= 0)
		unlink(path);
	return fd;
}

int
shim_preload(struct err *e)
{
	char path[64];
	int fd, high;

	if (user_is_named())
		return 0;
	fd = open_unnamed();
	if (fd < 0 || file_put(fd, shim_begin, shim_size) < 0)
		return fail_sys(e, "making a name for uid %u", (unsigned)geteuid());
	high = fcntl(fd, F_DUPFD, HIGH_FD);
	if (high >= 0) {
		close(fd);
		fd = high;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	setenv("LD_PRELOAD", path, 1);
	return 0;
}
