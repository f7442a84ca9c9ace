/* extensions.h — what the extensions that init scripts create bring with them. */
#ifndef LINT_EXTENSIONS_H
#define LINT_EXTENSIONS_H

#include "base/base.h"

/* What its library needs of shared_preload_libraries. */
enum lint_load {
	LINT_LOAD_NEVER, /* nothing */
	LINT_LOAD_MUST,  /* else CREATE EXTENSION fails */
	LINT_LOAD_IDLE   /* else it is created and does nothing */
};

struct lint_extension {
	const char *name;
	enum lint_load load;
	const char *requires; /* extensions it stands on, separated by blanks; or NULL */
};

/* In the order of these names' words, so that things[] sorts by (word, kind). */
enum lint_brings {
	LINT_BRINGS_FUNCTION,
	LINT_BRINGS_LANGUAGE,
	LINT_BRINGS_METHOD, /* CREATE INDEX … USING */
	LINT_BRINGS_OPCLASS,
	LINT_BRINGS_RELATION,
	LINT_BRINGS_SCHEMA,
	LINT_BRINGS_TYPE,
	LINT_BRINGS_WRAPPER /* FOREIGN DATA WRAPPER */
};

struct lint_thing {
	const char *word;
	enum lint_brings what;
	const char *extension;
};

/* The row of an extension, or NULL: an extension that is not known may bring anything. */
const struct lint_extension *lint_extension_named(const char *p, size_t len);
/* The extension that brings this name (in any case), or NULL. */
const char *lint_brought_by(const char *p, size_t len, enum lint_brings what);

/* Row i of the tables, or NULL behind the last: for the test of their order. */
const struct lint_extension *lint_extension_row(size_t i);
const struct lint_thing *lint_thing_row(size_t i);

#endif
