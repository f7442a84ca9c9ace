/* include.c — \i, \ir, psql -f, < FILE, bash FILE and COPY: where the file is looked for, whether
 * it is there, and whether the entrypoint runs it, too. */
#include <string.h>

#include "base/str.h"
#include "lint/reader.h"

static const char init_folder[] = "/docker-entrypoint-initdb.d/";

/* Puts base and path together without ".", ".." and double slashes. */
static void
put_path(const char *base, const char *path, struct str *out)
{
	const char *parts[] = { *path == '/' ? "" : base, path };

	for (size_t i = 0; i < LEN(parts); i++)
		for (const char *p = parts[i]; *p != '\0';) {
			size_t n = strcspn(p, "/");
			const char *slash;

			if (str_is(p, n, "..") && (slash = strrchr(out->p, '/')) != NULL)
				out->len = (size_t)(slash - out->p), out->p[out->len] = '\0';
			else if (n > 0 && !str_is(p, n, ".") && !str_is(p, n, ".."))
				str_addc(out, '/'), str_addn(out, p, n);
			p += n + (p[n] == '/');
		}
}

/* Each file that is missing is looked for in all the text before it: of so much text in all. */
#define SEARCH_MAX ((size_t)256 << 20)

/* Is it named before, in the same file? Then it may be made there: > FILE, -o FILE, \o FILE. */
static bool
may_be_made(const struct lint_reader *r, const char *path, const char *at)
{
	const char *name = str_base(path);
	size_t before = (size_t)(at - r->file->text);

	r->lint->searched += before;
	if (r->lint->searched > SEARCH_MAX) {
		r->lint->too_much = true;
		r->lint->too_much_in = r->file;
		return true;
	}
	return memmem(r->file->text, before, name, strlen(name)) != NULL;
}

/* A file of the folder itself that the entrypoint comes to on its own. */
static bool
runs_anyway(const struct lint *lint, const char *name)
{
	for (size_t i = 0; i < lint->nfiles; i++)
		if (lint_will_run(&lint->files[i]) && strcmp(lint->files[i].name, name) == 0)
			return true;
	return false;
}

/* A path below the folder. */
static void
check_below(struct lint_reader *r, const char *full, const char *path, const char *at)
{
	const struct lint_container *c = &r->lint->container;
	const char *name = full + sizeof(init_folder) - 1;

	if (!c->has(c->has_with, name) && !may_be_made(r, path, at))
		lint_report(r, LINT_INCLUDE, at, "there is no \"%s\"", full);
	else if (runs_anyway(r->lint, name))
		lint_report(r, LINT_RUN_TWICE, at,
		    "\"%s\" runs here and once more when the entrypoint comes to it", name);
}

void
lint_include(struct lint_reader *r, const char *path, const char *at, bool beside)
{
	const struct lint_container *c = &r->lint->container;
	char buf[512];
	struct str full = str_on(buf, sizeof(buf));
	const char *base = beside ? init_folder : "/";

	if (r->runs != LINT_RUNS || r->fragment || c->has == NULL || *path == '~' || *path == '\0')
		return;
	if (*path != '/' && !beside && r->moved)
		return;
	put_path(base, path, &full);
	if (full.full)
		return;
	if (str_starts(full.p, init_folder)) {
		check_below(r, full.p, path, at);
	} else if (*path != '/' && !beside && !may_be_made(r, path, at)) {
		lint_report(r, LINT_INCLUDE_RELATIVE, at,
		    "\"%s\" is looked for in the working directory, which is / in the images",
		    path);
	}
}
