/* lint.h — checks the files of an init folder: their names, their order, and what stands in them.
 *
 * Pure: the caller reads the files and owns every array. What does not fit sets a flag and is
 * reported as one note, never more. */
#ifndef LINT_LINT_H
#define LINT_LINT_H

#include <stdarg.h>

#include "lint/objects.h"
#include "lint/policy.h"
#include "lint/rules.h"

/* What the entrypoint does with a file of this name and kind. */
enum lint_run {
	LINT_SQL,      /* *.sql */
	LINT_PACKED,   /* *.sql.gz .xz .zst: runs, but is not read here */
	LINT_SCRIPT,   /* *.sh, executable: a process of its own */
	LINT_SOURCED,  /* *.sh, not executable: read by the entrypoint's shell */
	LINT_NO_SCRIPT /* ignored */
};

/* More of a file is not read: a dump this long creates what its beginning creates. */
#define LINT_TEXT_MAX ((size_t)16 << 20)

struct lint_file {
	const char *path; /* as findings name it */
	const char *name; /* in the merged folder */
	const char *text;
	size_t len;
	size_t source; /* which argument it came from */
	enum lint_run run;
	bool directory;
	bool cut; /* the text is only its beginning */
	bool unreadable;
	bool hidden;           /* a later source has this name: it never runs */
	const char *hidden_by; /* that file's path */
	const char
	    *missing_interpreter; /* named in #!, not below --root; NULL: there or not asked */
};

struct lint_finding {
	enum lint_rule rule;
	const struct lint_file *file;
	size_t offset;         /* in its text */
	uint32_t line, column; /* from 1; column counts bytes */
	bool allowed;          /* by a comment */
	char text[232];
};

/* An allow comment. */
struct lint_allow {
	const struct lint_file *file;
	size_t from, to; /* offsets it speaks for */
	size_t at;
	enum lint_rule rule; /* LINT_RULES: none */
	bool reason;
	bool used;
};

/* What is known about the container. */
struct lint_container {
	const char *user;     /* POSTGRES_USER */
	const char *database; /* POSTGRES_DB */
	bool user_given;      /* it was told, not taken as the default */
	bool database_given;
	const char *preload;           /* comma-separated; NULL: not known */
	const char *const *extensions; /* those the image has; NULL: not known */
	size_t nextensions;
	bool root_given;
	/* Whether the merged folder has this path, at any depth; NULL: not known. */
	bool (*has)(const void *with, const char *path);
	const void *has_with;
	bool usual_socket; /* PGTUNE_INIT_SOCKET=default: the server's own directory */
};

struct lint {
	struct lint_container container;
	struct lint_policy policy;
	struct lint_file *files; /* sorted by lint_sort() */
	size_t nfiles;
	struct lint_objects objects;
	struct lint_finding *findings;
	size_t nfindings, findings_cap;
	struct lint_allow *allows;
	size_t nallows, allows_cap;
	size_t searched; /* bytes gone through for names of files: see include.c */
	bool too_much;
	const struct lint_file *too_much_in;
};

/* What the entrypoint does with a file called `name`. */
enum lint_run lint_run_of(const char *name, bool executable);

/* Whether it is there and neither ignored nor hidden. */
bool lint_will_run(const struct lint_file *file);

/* Sorts the files as the entrypoint runs them (byte order) and marks those that a later source
 * hides. */
void lint_sort(struct lint *lint);

/* Fills findings, sorted by file and place. Those an allow comment covers are marked. */
void lint_check(struct lint *lint);

/* The most serious level of what no allow comment covers, SEVERITY_NOTE when there is nothing. */
enum severity lint_worst(const struct lint *lint);

/* A finding at `offset` of the file; the text is cut to fit. */
void lint_find(struct lint *lint, enum lint_rule rule, const struct lint_file *file, size_t offset,
    const char *fmt, ...) PRINTF(5, 6);
void lint_vfind(struct lint *lint, enum lint_rule rule, const struct lint_file *file, size_t offset,
    const char *fmt, va_list args) PRINTF(5, 0);

#endif
