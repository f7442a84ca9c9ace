/* sql_extension.c — CREATE EXTENSION: what the image and the files before must have for it. */
#include "base/span.h"
#include "lint/extensions.h"
#include "lint/reader.h"
#include "tune/settings.h"

static bool
is_missing(const struct lint_container *c, const struct lint_path *path)
{
	for (size_t i = 0; i < c->nextensions; i++)
		if (lint_name_is(&path->name, c->extensions[i]))
			return false;
	return c->extensions != NULL;
}

static void
check_available(struct lint_reader *r, const struct lint_path *path)
{
	if (r->runs == LINT_GUARDED || !is_missing(&r->lint->container, path))
		return;
	lint_report(r, LINT_EXTENSION_MISSING, path->at,
	    "extension \"%.*s\" is not in the image: no control file",
	    lint_name_shown(path->name.p, path->name.len), path->name.p);
}

/* One that is guarded and that the image does not have is taken for guarded by just that. */
static void
check_preloaded(
    struct lint_reader *r, const struct lint_path *path, const struct lint_extension *ext)
{
	const char *preload = r->lint->container.preload;

	if (preload == NULL || ext->load == LINT_LOAD_NEVER || library_in(preload, ext->name) ||
	    (r->runs == LINT_GUARDED && is_missing(&r->lint->container, path)))
		return;
	lint_report(r, ext->load == LINT_LOAD_MUST ? LINT_NOT_PRELOADED : LINT_IDLE_UNPRELOADED,
	    path->at, "extension \"%s\" is not in shared_preload_libraries", ext->name);
}

/* What an extension stands on: CASCADE creates it, else it must be there. */
static void
read_requires(struct lint_reader *r, const struct lint_extension *ext, const struct lint_path *path,
    bool cascade)
{
	struct span rest = { .p = NULL }, name;

	if (ext->requires != NULL)
		rest = span_of(ext->requires);
	while (span_next(&rest, ' ', &name)) {
		const struct lint_extension *other = lint_extension_named(name.p, name.len);
		struct lint_path needed = {
			.name = { .p = name.p, .len = name.len, .quoted = true }, .at = path->at
		};

		if (cascade)
			lint_creates(r, LINT_EXTENSION, &needed, false);
		else if (other != NULL)
			lint_needs_extension(r, other->name, "extension", path);
	}
}

/* Who does not know an extension cannot know what it brings, either. */
static void
unknown_extension(struct lint_reader *r)
{
	static const enum lint_kind brought[] = { LINT_SCHEMA, LINT_FUNCTION, LINT_TYPE,
		LINT_RELATION };

	for (size_t i = 0; i < LEN(brought) && !r->reporting; i++)
		lint_objects_unseen(&r->lint->objects, brought[i], r->now);
}

void
lint_read_extension(struct lint_reader *r, const struct lint_path *path, bool cascade)
{
	const struct lint_extension *ext = lint_extension_named(path->name.p, path->name.len);

	if (ext == NULL || path->name.dynamic) {
		unknown_extension(r);
		if (cascade && !r->reporting)
			lint_objects_unseen(&r->lint->objects, LINT_EXTENSION, r->now);
	} else {
		read_requires(r, ext, path, cascade);
		check_preloaded(r, path, ext);
	}
	if (!path->name.dynamic)
		check_available(r, path);
}
