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

static bool
holds_libraries(const char *path)
{
	return libraries_present(path, "plpgsql");
}

static bool
directory_beside(const char *postgres, char *path, size_t cap)
{
	char real[PATH_MAX], *slash;

	if (realpath(postgres, real) == NULL || (slash = strrchr(real, '/')) == NULL)
		return false;
	*slash = '\0';
	for (size_t i = 0; i < LEN(beside_bindir); i++) {
		snprintf(path, cap, "%s%s", real, beside_bindir[i]);
		if (holds_libraries(path))
			return true;
	}
	return false;
}

bool
libraries_directory(int major, char *path, size_t cap)
{
	char postgres[PATH_MAX];
	struct err e;

	return server_find(major, postgres, sizeof(postgres), &e) == 0 &&
	       directory_beside(postgres, path, cap);
}

bool
libraries_present(const char *directory, const char *name)
{
	static const char libdir[] = "$libdir/";
	char path[2 * PATH_MAX];
	const char *slash = "/";

	if (str_starts(name, libdir))
		name += sizeof(libdir) - 1;
	if (name[0] == '/')
		directory = slash = "";
	snprintf(path, sizeof(path), "%s%s%s", directory, slash, name);
	if (access(path, R_OK) == 0 && strstr(name, ".so") != NULL)
		return true;
	snprintf(path, sizeof(path), "%s%s%s.so", directory, slash, name);
	return access(path, R_OK) == 0;
}

char *
libraries_next(char **list)
{
	char *name = *list + strspn(*list, ", \t\n"), *end;

	if (*name == '\0')
		return NULL;
	if (*name == '"') {
		name++;
		end = name + strcspn(name, "\"");
	} else {
		end = name + strcspn(name, ", \t\n");
	}
	*list = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return name;
}

void
libraries_read(struct context *c)
{
	const char *text = c->call->opts.value[OPT_LIBRARIES];
	char directory[PATH_MAX], *list = c->library_text, *name;
	bool known;

	if (text == NULL)
		return;
	if (strlen(text) >= sizeof(c->library_text))
		context_warn(c, "the list of libraries is longer than %zu bytes: its end is lost",
		    sizeof(c->library_text) - 1);
	snprintf(c->library_text, sizeof(c->library_text), "%s", text);
	known =
	    c->root == NULL && libraries_directory(c->server_major, directory, sizeof(directory));
	while ((name = libraries_next(&list)) != NULL) {
		if (known && !libraries_present(directory, name))
			context_warn(
			    c, "library \"%s\" is not in \"%s\": left out", name, directory);
		else if (c->wish.library_count < PLAN_LIBRARIES)
			c->wish.libraries[c->wish.library_count++] = name;
		else
			context_warn(
			    c, "more than %d libraries: \"%s\" is left out", PLAN_LIBRARIES, name);
	}
}
