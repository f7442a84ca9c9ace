/* allow.h — comments that allow a finding, and are findings themselves when they allow nothing.
 *
 *	-- pgtune-auto: allow PGL019 the development password      (SQL)
 *	# pgtune-auto: allow PGL030 this one may fail              (shell)
 *
 * Behind code the comment speaks for its own line; alone on a line for the statement below: up to
 * a line that ends in ";" or a blank line (shell: the next line). Rules about the file as a whole
 * are allowed from anywhere in it. */
#ifndef LINT_ALLOW_H
#define LINT_ALLOW_H

#include "lint/lint.h"

/* Reads the comments of one file into lint->allows. */
void lint_read_allows(struct lint *lint, const struct lint_file *file);
/* Marks what is allowed, and adds findings for comments without effect. Findings must be sorted. */
void lint_apply_allows(struct lint *lint);

#endif
