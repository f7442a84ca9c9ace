/* check_init.c — `pgtune-auto check-init`: what is wrong with a folder of init scripts. */
#include "cmd/check_init.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "boot/env.h"
#include "boot/tree.h"
#include "cmd/call.h"
#include "cmd/check_init_print.h"
#include "cmd/init_folder.h"

#define FINDINGS_MAX 65536
#define ALLOWS_MAX 16384
#define OBJECTS_MAX 2000000
#define POLICY_BYTES 65536

static const char *const formats[] = { "text", "json", "github", "sarif", NULL };

/* Everything one check holds. */
struct check {
	struct lint lint;
	struct init_folder folder;
	struct lint_object *objects;
	char policy[POLICY_BYTES];
};

static int
read_policy(struct check *check, const char *path, struct err *e)
{
	size_t len = strlen(lint_default_policy);
	const char *text = lint_default_policy;

	if (path != NULL) {
		if (file_read(AT_FDCWD, path, check->policy, sizeof(check->policy), &len, e) < 0)
			return fail_within(e, "--policy: \"%s\"", path);
		text = check->policy;
	}
	if (lint_policy_read(&check->lint.policy, text, len, e) < 0)
		return fail_within(e, "--policy: \"%s\"", path ? path : "");
	return 0;
}

static int
read_files(struct check *check, const struct check_init *what, struct err *e)
{
	struct init_folder *folder = &check->folder;

	for (size_t i = 0; i < what->npaths; i++)
		if (init_folder_add(folder, what->paths[i], i, e) < 0)
			return -1;
	if (what->root != NULL)
		init_folder_interpreters(folder, what->root);
	if (what->extensions_dir != NULL)
		return init_folder_extensions(folder, what->extensions_dir, e);
	return 0;
}

/* Room in proportion to what was read: the shortest CREATE has a dozen bytes. Pages that are never
 * written take no memory. */
static int
make_room(struct check *check, struct err *e)
{
	struct lint *lint = &check->lint;
	size_t objects = check->folder.bytes / 12 + 64;

	if (objects > OBJECTS_MAX)
		objects = OBJECTS_MAX;
	check->objects = malloc(objects * sizeof(*check->objects));
	lint->findings = malloc(FINDINGS_MAX * sizeof(*lint->findings));
	lint->allows = malloc(ALLOWS_MAX * sizeof(*lint->allows));
	if (check->objects == NULL || lint->findings == NULL || lint->allows == NULL)
		return fail_sys(e, "checking the init files");
	lint->objects = lint_objects_on(check->objects, objects);
	lint->findings_cap = FINDINGS_MAX;
	lint->allows_cap = ALLOWS_MAX;
	return 0;
}

static int
see_name(int fd, const char *name, void *arg, struct err *e)
{
	bool *filled = arg;

	(void)fd;
	(void)e;
	*filled |= name[0] != '.';
	return 0;
}

/* Whether any of the folders has it, or may have it in the container: a file that was given alone
 * stands for a folder nobody knows, and where a folder below is missing or empty another may be
 * mounted. */
static bool
has_file(const void *with, const char *path)
{
	const struct check_init *what = with;
	const char *slash = strrchr(path, '/');
	bool filled = slash == NULL;
	char full[PATH_MAX];
	struct stat st;
	struct err e;

	for (size_t i = 0; i < what->npaths; i++) {
		int n = snprintf(full, sizeof(full), "%s/%s", what->paths[i], path);

		if (n < 0 || (size_t)n >= sizeof(full) || lstat(full, &st) == 0 ||
		    stat(what->paths[i], &st) < 0 || !S_ISDIR(st.st_mode))
			return true;
		*strrchr(full, '/') = '\0';
		if (slash != NULL)
			(void)tree_each(AT_FDCWD, full, see_name, &filled, &e);
	}
	return !filled;
}

static struct lint_container
container_of(const struct check_init *what, const struct init_folder *folder)
{
	const char *user = what->user ? what->user : "postgres";

	return (struct lint_container){
		.user = user,
		.database = what->database ? what->database : user,
		.user_given = what->user != NULL,
		.database_given = what->database != NULL,
		.preload = what->preload,
		.extensions = (const char *const *)folder->extensions,
		.nextensions = folder->nextensions,
		.root_given = what->root != NULL,
		.has = has_file,
		.has_with = what,
		.usual_socket = env_is("PGTUNE_INIT_SOCKET", "default"),
	};
}

static int
check_run(struct check *check, const struct check_init *what, struct err *e)
{
	struct lint *lint = &check->lint;

	*check = (struct check){ .objects = NULL };
	if (read_policy(check, what->policy, e) < 0 || read_files(check, what, e) < 0 ||
	    make_room(check, e) < 0)
		return -1;
	lint->container = container_of(what, &check->folder);
	lint->files = check->folder.files;
	lint->nfiles = check->folder.n;
	lint_sort(lint);
	lint_check(lint);
	return 0;
}

static void
check_free(struct check *check)
{
	init_folder_free(&check->folder);
	free(check->objects);
	free(check->lint.findings);
	free(check->lint.allows);
}

int
check_init_findings(const struct check_init *what, void (*each)(const char *line, void *ctx),
    void *ctx, struct err *e)
{
	static struct check check;
	char buf[8192];
	int bad = check_run(&check, what, e);

	for (size_t i = 0; bad == 0 && i < check.lint.nfindings; i++) {
		struct str line = str_on(buf, sizeof(buf));

		if (check.lint.findings[i].allowed)
			continue;
		check_init_line(&check.lint.findings[i], &line);
		each(line.p, ctx);
	}
	check_free(&check);
	return bad;
}

static int
print(const struct call *call, const struct check_init *what, enum check_init_format format)
{
	static struct check check;
	enum severity worst;
	struct err e;

	if (check_run(&check, what, &e) < 0)
		return usage_error(&e);
	check_init_print(&check.lint, format);
	worst = lint_worst(&check.lint);
	check_free(&check);
	return call_exit_code(call, worst);
}

static int
run(struct call *call)
{
	const struct optset *opts = &call->opts;
	struct check_init what = {
		.paths = call->args,
		.npaths = (size_t)call->nargs,
		.user = opts->value[OPT_USER],
		.database = opts->value[OPT_DATABASE],
		.preload = opts->value[OPT_PRELOAD],
		.extensions_dir = opts->value[OPT_EXTENSIONS_DIR],
		.root = opts->value[OPT_ROOT],
		.policy = opts->value[OPT_POLICY],
	};
	char usage[CALL_USAGE_MAX];
	struct err e;
	int format = call_format(call, formats, &e);

	if (format < 0)
		return usage_error(&e);
	if (opt_yes(opts, OPT_RULES)) {
		check_init_print_rules((enum check_init_format)format);
		return EXIT_DONE;
	}
	if (call->nargs == 0) {
		fail(&e, "check-init wants a folder or file");
		fail_hint(&e, "%s", call_usage(&cmd_check_init, usage));
		return usage_error(&e);
	}
	return print(call, &what, (enum check_init_format)format);
}

const struct cmd cmd_check_init = {
	.name = "check-init",
	.args = "DIR_OR_FILE…",
	.help = "check the order and the content of init scripts",
	.formats = formats,
	.bit = CMD_CHECK_INIT,
	.max_args = -1,
	.run = run,
};
