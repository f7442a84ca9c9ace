/* cluster.h — what is there before anything is planned: the operator's settings, and what the data
 * directory holds. Parts of context_open(). */
#ifndef CMD_CLUSTER_H
#define CMD_CLUSTER_H

#include "cmd/context.h"

/* The operator's settings into c->given, strongest last: postgresql.conf, ALTER SYSTEM, the command
 * line; and where the data directory is into c->pgdata. */
void cluster_settings(struct context *c);

/* What is in the data directory: its version, its WAL segments' size, and whether it replays the
 * WAL of another server, whose values then are the least a plan may have. */
void cluster_read(struct context *c);

/* The data directory as the machine planned for names it: without --root before it. */
const char *cluster_pgdata(const struct context *c);

#endif
