/* old.h — databases in the places of earlier images: starting an empty one beside them is hardly
 * ever what is wanted. */
#ifndef BOOT_OLD_H
#define BOOT_OLD_H

#include "boot/boot.h"

/* -1 and e, naming them, when PGDATA is the image's own place for this major, is empty, and there
 * is a database in /var/lib/postgresql, …/data or …/N/docker, or (18 and later) a volume mounted at
 * …/data, where nothing reads it any more. Asked by root too, who sees what is closed to the
 * server's user. */
int old_check(const struct boot *b, struct err *e);

/* A volume that is mounted a level too low has its cluster below `dir`, as images lay it out:
 * dir/data, dir/docker, dir/18/docker. True: `path` is the first that is found. */
bool old_find_below(const char *dir, char path[PATH_MAX]);

#endif
