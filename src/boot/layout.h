/* layout.h — the directories of a server: made, closed to others, and owned by who runs it. */
#ifndef BOOT_LAYOUT_H
#define BOOT_LAYOUT_H

#include "boot/boot.h"

/* For root, before the others: -1 and e when a symbolic link on the way to `path`, or on the way to
 * another such link's target, belongs to uid and leads to something that does not. A server that
 * was broken into may have left such a link on its volume, so that the next start gives it what
 * lies behind the link. */
int layout_check_links(const char *path, uid_t uid, struct err *e);

/* mkdir -p, 0755; "" is nothing. Returns how many directories were made. -1: e and errno. */
int layout_make(const char *dir, struct err *e);
/* Takes back what layout_make() made, while it is empty. */
void layout_unmake(const char *dir, int made);

/* Makes the socket directory (03775) as the official image does, as far as this user may. */
void layout_make_run_dir(void);
/* Opens the socket directory to everybody (01777), for where the server's user cannot own it. */
void layout_open_run_dir(void);

/* Sets the modes of PGDATA, where a failure is a warning, and of the WAL directory, 0700, as the
 * server's user, who owns them: root without CAP_FOWNER may not. */
int layout_close(const struct boot *b, struct err *e);

/* Do the top of a tree and the best known entries of a data directory in it belong to uid? Then
 * nothing below is looked at: in a copy that root made, those entries would be root's. */
bool layout_is_owned(const char *top, uid_t uid);

/* Gives every entry of the tree that is not uid's to uid, the top last: what is interrupted is
 * begun again by the next start. Symbolic links are given, not followed; gids stay. What is mounted
 * read-only in it is a warning. */
int layout_own(const char *top, uid_t uid, struct err *e);

/* Gives regular files that lie directly in PGDATA, in its pg_wal or in POSTGRES_INITDB_WALDIR to
 * uid: a pg_hba.conf that came by `docker cp`, WAL that root copied for a restore. What cannot be
 * given is left as it is: the server will say whether it minds. */
void layout_own_strays(const struct boot *b, uid_t uid);

#endif
