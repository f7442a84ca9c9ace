/* shebang.h — the #! line of a script. */
#ifndef LINT_SHEBANG_H
#define LINT_SHEBANG_H

#include "base/span.h"

struct lint_shebang {
	struct span program;      /* /bin/bash, /usr/bin/env */
	struct span found_by_env; /* what env looks for in PATH; len 0: not known */
};

/* False when the text does not begin with "#!" and a program. */
bool lint_read_shebang(const char *text, size_t len, struct lint_shebang *shebang);
/* Whether what runs it is a shell whose language check-init reads. */
bool lint_is_shell(const struct lint_shebang *shebang);
/* Whether it is a language that no shell reads. With both false it may be a wrapper of a shell. */
bool lint_is_no_shell(const struct lint_shebang *shebang);

#endif
