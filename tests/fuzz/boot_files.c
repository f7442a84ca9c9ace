/* boot_files.c — fuzzes what the entrypoint reads of a data directory that it did not write itself
 * for certain: the marker, the state file, postmaster.pid, a certificate beside them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/marker.h"
#include "boot/pidfile.h"
#include "boot/state.h"
#include "pooler/cert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ENDS(text) (memchr((text), '\0', sizeof(text)) != NULL)

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct marker m;
	static struct state s;
	static struct pidfile f;
	const char *text = (const char *)data;
	char when[15];

	if (marker_parse(text, size, &m)) {
		if (m.made_count > MARKER_NAMES || !ENDS(m.file) || !ENDS(m.waldir))
			abort();
		for (size_t i = 0; i < m.made_count; i++) /* they are removed below PGDATA */
			if (!ENDS(m.made[i]) || strchr(m.made[i], '/') != NULL ||
			    m.made[i][0] == '\0' || strcmp(m.made[i], ".") == 0 ||
			    strcmp(m.made[i], "..") == 0)
				abort();
	}
	if (state_parse(text, size, &s) && (!ENDS(s.user) || !ENDS(s.database)))
		abort();
	if (pidfile_parse(text, size, &f) &&
	    (f.port < 0 || f.port > 65535 || !ENDS(f.data) || !ENDS(f.sockets) || !ENDS(f.listen)))
		abort();
	if (cert_not_after(text, size, when) && strlen(when) != 14)
		abort();
	return 0;
}
