/* libraries.c — which of the libraries asked for are there. */
#include "cmd/libraries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/options.h"
#include "cmd/server.h"

/* pkglibdir as seen from bindir: Debian's, and that of a build from source (also Alpine's). */
static const char *const beside_bindir[] = { "/../lib/postgresql", "/../lib" };

#define LIBDIR "$libdir"
#define BLANKS " \t\n\v\f\r"

/* Does the directory, len bytes long, have the file NAME or NAME.so? */
static bool
has_library(const char *directory, size_t len, const char *name)
{
	char path[3 * PATH_MAX];

	snprintf(path, sizeof(path), "%.*s/%s", (int)len, directory, name);
	if (access(path, R_OK) == 0 && strstr(name, ".so") != NULL)
		return true;
	snprintf(path, sizeof(path), "%.*s/%s.so", (int)len, directory, name);
	return access(path, R_OK) == 0;
}

static bool
directory_beside(const char *postgres, char path[PATH_MAX + 32])
{
	char real[PATH_MAX], *slash;

	if (realpath(postgres, real) == NULL || (slash = strrchr(real, '/')) == NULL)
		return false;
	*slash = '\0';
	for (size_t i = 0; i < LEN(beside_bindir); i++) {
		snprintf(path, PATH_MAX + 32, "%s%s", real, beside_bindir[i]);
		if (has_library(path, strlen(path), "plpgsql"))
			return true;
	}
	return false;
}

bool
libraries_path(struct libraries_path *path, const struct context *c, int major)
{
	const struct guc *row = guc_find(&c->given, "dynamic_library_path");
	char postgres[PATH_MAX];
	struct err e;

	path->dynamic = row != NULL ? row->value : LIBDIR;
	return server_find(major, postgres, sizeof(postgres), &e) == 0 &&
	       directory_beside(postgres, path->libdir);
}

const char *
libraries_path_said(const struct libraries_path *path)
{
	return strcmp(path->dynamic, LIBDIR) == 0 ? path->libdir : path->dynamic;
}

/* In one directory of a path, of which "$libdir" may be the beginning (substitute_path_macro). */
static bool
is_in(const struct libraries_path *path, const char *directory, size_t len, const char *name)
{
	char full[2 * PATH_MAX];

	if (!str_starts(directory, LIBDIR))
		return has_library(directory, len, name);
	snprintf(full, sizeof(full), "%s%.*s", path->libdir, (int)(len - strlen(LIBDIR)),
	    directory + strlen(LIBDIR));
	return has_library(full, strlen(full), name);
}

/* Only a bare name is looked for in the path. */
bool
libraries_present(const struct libraries_path *path, const char *name)
{
	const char *base = str_base(name), *at = path->dynamic;

	if (name[0] == '/')
		return has_library(name, (size_t)(base - name) - 1, base);
	if (base != name)
		return is_in(path, LIBDIR, strlen(LIBDIR),
		    name + (str_starts(name, LIBDIR "/") ? strlen(LIBDIR "/") : 0));
	for (; *at != '\0'; at += *at == ':') {
		size_t len = strcspn(at, ":");

		if (len > 0 && is_in(path, at, len, name))
			return true;
		at += len;
	}
	return false;
}

char *
libraries_next(char **list, const char *ends)
{
	char *name = *list + strspn(*list, BLANKS ","), *end, *next;

	if (*name == '\0')
		return NULL;
	if (*name == '"') {
		name++;
		end = next = name + strcspn(name, "\"");
	} else {
		end = next = name + strcspn(name, ends);
		while (strchr(BLANKS, end[-1]) != NULL)
			end--;
	}
	*list = *next != '\0' ? next + 1 : next;
	*end = '\0';
	return name;
}

void
libraries_read(struct context *c)
{
	const char *text = c->call->opts.value[OPT_LIBRARIES];
	char *list = c->library_text, *name;
	struct libraries_path path;
	bool known;

	if (text == NULL)
		return;
	if (strlen(text) >= sizeof(c->library_text))
		context_warn(c, "the list of libraries is longer than %zu bytes: its end is lost",
		    sizeof(c->library_text) - 1);
	snprintf(c->library_text, sizeof(c->library_text), "%s", text);
	known = c->root == NULL && libraries_path(&path, c, c->server_major);
	while ((name = libraries_next(&list, LIBRARIES_OURS)) != NULL) {
		if (known && !libraries_present(&path, name))
			context_warn(c, "library \"%s\" is not in \"%s\": left out", name,
			    libraries_path_said(&path));
		else if (c->wish.library_count < PLAN_LIBRARIES)
			c->wish.libraries[c->wish.library_count++] = name;
		else
			context_warn(
			    c, "more than %d libraries: \"%s\" is left out", PLAN_LIBRARIES, name);
	}
}
