/* check_init_print.h — findings for people and for the programs that show them. */
#ifndef CMD_CHECK_INIT_PRINT_H
#define CMD_CHECK_INIT_PRINT_H

#include "base/str.h"
#include "lint/lint.h"

enum check_init_format {
	CHECK_INIT_TEXT,
	CHECK_INIT_JSON,
	CHECK_INIT_GITHUB, /* workflow commands: annotations in a pull request */
	CHECK_INIT_SARIF   /* 2.1.0, for code scanning */
};

/* "FILE:LINE:COL: level: text [PGL0nn]", control characters replaced. */
void check_init_line(const struct lint_finding *finding, struct str *out);

void check_init_print(const struct lint *lint, enum check_init_format format);
/* The table of rules; JSON when format is that, else text. */
void check_init_print_rules(enum check_init_format format);

#endif
