/* state.h — a 0600 file in PGDATA about the server that was started last: as whom health logs in,
 * and whether a left-over postmaster.pid is that server's. Advisory: a lost one costs nothing but
 * that.
 */
#ifndef BOOT_STATE_H
#define BOOT_STATE_H

#include "base/fail.h"
#include "boot/boot.h"

struct state {
	char user[256], database[256]; /* POSTGRES_USER and POSTGRES_DB of the last start */
	char superuser[256];           /* whom initdb made, here or on the primary; "": not known */
	int64_t pid, time;             /* of the server started under our lock; 0: none */
	uint64_t validated; /* what the server was last asked about the plan: a hash; 0: nothing */
	int64_t shared_bytes; /* its answer: the shared memory it takes, 0: it did not say */
};

bool state_parse(const char *p, size_t len, struct state *s);
/* Reads BOOT_STATE, or a path that ends with it, below dir. Of one that is not there, cannot be
 * read or is half-written: false, and a state of nothing. */
bool state_read(int dir, const char *path, struct state *s);
/* What is to be written at this start: what the file says, with the user and database of b. */
void state_of(const struct boot *b, struct state *s);

/* Writes over it, which is all its worth asks for: a half-written one parses as none. A file
 * renamed over another is written out there and then by ext4: 0.1 ms of each start. */
int state_write(int dir, const struct state *s, struct err *e);

/* Writes whom initdb made, with b's user and database, beside what else is known. Not to be able to
 * is only logged. */
void state_note_superuser(const struct boot *b, const char *superuser);

/* Removes a postmaster.pid that is left over. Only with the lock held, and only one whose pid and
 * start (an empty one's age) are those of the server that was started under this lock last: any
 * other is left to postgres to judge. */
void state_clear_pidfile(int dir, const struct state *s);

#endif
