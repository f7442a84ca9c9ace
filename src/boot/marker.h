/* marker.h — a file in PGDATA that is there while a first boot is unfinished, and says how far it
 * came and what of the directory is this program's work. */
#ifndef BOOT_MARKER_H
#define BOOT_MARKER_H

#include <limits.h>

#include "base/fail.h"

#define MARKER_NAMES 64

enum marker_state {
	MARKER_NONE,  /* no file: nothing begun, or finished */
	MARKER_STAGE, /* no init file has run: redone from the start without asking */
	MARKER_FILES, /* init files began: their effects outside PGDATA cannot be undone */
};

struct marker {
	enum marker_state state;
	char file[256];              /* MARKER_FILES: the init file that was running */
	char waldir[PATH_MAX];       /* where pg_wal is, empty when it was begun, or "" */
	uint64_t identifier;         /* pg_control's, 0 before there is one */
	char made[MARKER_NAMES][64]; /* names at the top of PGDATA that initdb made */
	size_t made_count;
};

/* Text to marker and back. False: it is not a marker's text. */
bool marker_parse(const char *p, size_t len, struct marker *m);

/* Reads it from PGDATA; no file is MARKER_NONE. -1 and e: it is there and cannot be read. */
int marker_read(int dir, struct marker *m, struct err *e);

/* Writes it, on disk when this returns. */
int marker_write(int dir, const struct marker *m, struct err *e);

/* The first boot is complete: everything else must be on disk by now. */
int marker_remove(int dir, struct err *e);

/* Removes what the marker says was made, the tablespaces of that cluster, and the marker last,
 * unless something else is beside it. Refuses when the cluster in PGDATA is another than the
 * marker's (somebody restored one here), or was served by another server (another image) since. */
int marker_undo(int dir, const struct marker *m, struct err *e);

/* The system identifier in `path`, a pg_control below dir; 0: there is none. -1 and e: it is there
 * and cannot be read. */
int marker_identify(int dir, const char *path, uint64_t *identifier, struct err *e);

#endif
