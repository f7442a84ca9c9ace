/* names.h — findings about the names of the files and the order they give. Inside lint/ only. */
#ifndef LINT_NAMES_H
#define LINT_NAMES_H

#include "lint/lint.h"

/* Adds them; the files are sorted (lint_sort). */
void lint_check_names(struct lint *lint);

#endif
