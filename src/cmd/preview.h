/* preview.h — what the first boot would do, for --dry-run: nothing is touched to find out. */
#ifndef CMD_PREVIEW_H
#define CMD_PREVIEW_H

#include "base/str.h"
#include "boot/boot.h"

/* When PGDATA is named and holds no cluster: appends who gets which directory, initdb's command
 * line (without the password) or the primary that would be cloned, and the init files in their
 * order. */
void preview_first_boot(struct str *out);

/* What check-init says about the init files, a line each; nothing when the folder cannot be read.
 */
void preview_findings(const struct boot *b, void (*each)(const char *line, void *ctx), void *ctx);

#endif
