/* rules.h — what check-init can find: the one table that --rules and the manual list come from. */
#ifndef LINT_RULES_H
#define LINT_RULES_H

#include "base/base.h"
#include "base/severity.h"

/* The ids are stable: a rule that goes leaves a gap, a new one gets a new number. */
enum lint_rule {
	/* names and order */
	LINT_FORBIDDEN_NAME,
	LINT_WRONG_PLACE,
	LINT_SHARED_PREFIX,
	LINT_LOCALE_ORDER,
	LINT_IGNORED_SCRIPT,
	LINT_IGNORED_FILE,
	LINT_HIDDEN_FILE,
	LINT_UNREADABLE,
	LINT_TOO_MUCH,
	/* SQL */
	LINT_EXTENSION_LATE,
	LINT_ROLE_LATE,
	LINT_FUNCTION_LATE,
	LINT_SCHEMA_LATE,
	LINT_DATABASE_LATE,
	LINT_EXTENSION_MISSING,
	LINT_NOT_PRELOADED,
	LINT_IDLE_UNPRELOADED,
	LINT_OTHER_DATABASE,
	LINT_PLAIN_PASSWORD,
	LINT_DEFINER_PATH,
	LINT_UNTERMINATED,
	LINT_RELATION_LATE,
	LINT_HEREDOC_PID,
	LINT_ENCODING,
	LINT_INCLUDE,
	LINT_DATABASE_DROPPED,
	LINT_INCLUDE_RELATIVE,
	/* shell */
	LINT_NO_ERROR_STOP,
	LINT_SOURCED_EXIT,
	LINT_SOURCED_SET,
	LINT_SOURCED_EXEC,
	LINT_SOURCED_CD,
	LINT_SOURCED_TRAP,
	LINT_NO_SHEBANG,
	LINT_NO_INTERPRETER,
	LINT_CRLF,
	LINT_FIXED_POSTGRES,
	LINT_PGDATA_REMOVED,
	LINT_PGDATA_WRITTEN,
	/* order again */
	LINT_NUMBER_ORDER,
	/* shell again */
	LINT_HOST,
	LINT_ENTRYPOINT_SOURCED,
	LINT_SOURCED_LANGUAGE,
	/* SQL again */
	LINT_RUN_TWICE,
	LINT_META_NAME,
	LINT_NOT_ALONE,
	LINT_HASH,
	/* the linter's own */
	LINT_ALLOW,
	/* SQL once more */
	LINT_MADE_ALREADY,
	LINT_FOREIGN,
	LINT_VARIABLE,
	LINT_TYPOGRAPHY,

	LINT_RULES
};

/* Which option a rule is silent without. */
enum lint_need {
	LINT_NEEDS_NOTHING,
	LINT_NEEDS_EXTENSIONS,
	LINT_NEEDS_PRELOAD,
	LINT_NEEDS_DATABASE,
	LINT_NEEDS_ROOT
};

struct lint_rule_row {
	const char *id;      /* "PGL001" */
	enum severity level; /* an error would fail or run in the wrong order, a note is style */
	enum lint_need need;
	bool about_file;    /* the file as a whole: an allow comment anywhere in it counts */
	const char *reason; /* one line, lower case, no full stop */
	const char *fix;
};

extern const struct lint_rule_row lint_rules[LINT_RULES];

/* The rule with this id, or LINT_RULES. */
enum lint_rule lint_rule_named(const char *id, size_t len);

#endif
