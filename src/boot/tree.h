/* tree.h — names below a data directory: listing, removing and syncing them. */
#ifndef BOOT_TREE_H
#define BOOT_TREE_H

#include "base/fail.h"

/* Nothing is there by that name; false also where it cannot be looked at. */
bool tree_lacks(int dir, const char *name);

/* A cluster lies in the directory: its PG_VERSION is not empty. False also when it cannot be looked
 * at. */
bool tree_holds_cluster(const char *path);

/* Calls visit for every name in the directory `name` below dir but "." and ".."; stops at its first
 * non-zero answer and returns that; -1 and e when the directory cannot be read. */
typedef int tree_visit(int dir, const char *name, void *arg, struct err *e);
int tree_each(int dir, const char *name, tree_visit *visit, void *arg, struct err *e);

/* Removes `name` below dir with all that is in it; symbolic links are removed, not followed. One
 * that is not there is no error. */
int tree_remove(int dir, const char *name, struct err *e);

/* What a mount root or an operator may have in an otherwise empty directory: lost+found and
 * dotfiles. */
bool tree_is_bystander(const char *name);

/* The first name in the directory that is no bystander, in buf ("" when there is none). */
int tree_find_tenant(int dir, const char *name, char *buf, size_t cap, struct err *e);

/* All that was written below `name` is on disk: syncfs of its file system. */
int tree_sync(int dir, const char *name, struct err *e);

#endif
