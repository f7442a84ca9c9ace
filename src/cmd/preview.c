/* preview.c — the first boot as text. */
#include "cmd/preview.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "boot/env.h"
#include "boot/initdb.h"
#include "boot/initfiles.h"
#include "boot/layout.h"
#include "boot/tree.h"
#include "boot/user.h"
#include "cmd/check_init.h"
#include "render/render.h"

static void
add_line(struct str *out, const char *what, const char *text)
{
	str_addf(out, "  %-12s %s\n", what, text);
}

static void
add_owner(struct str *out, const char *dir)
{
	struct account a;
	struct err e;

	if (dir[0] == '\0')
		return;
	if (access(dir, F_OK) < 0)
		add_line(out, "make", dir);
	if (geteuid() == 0 && user_find("postgres", &a, &e) == 0 &&
	    !layout_is_owned(dir, a.user.uid))
		add_line(out, "chown", dir);
}

static void
add_initdb(struct str *out, const struct boot *b)
{
	static struct cmdline a;
	struct err e;

	if (initdb_words(b, b->pgdata, &a, &e) < 0) {
		add_line(out, "refuse", e.text);
		return;
	}
	str_addf(out, "  %-12s initdb", "run");
	for (int i = 1; a.argv[i] != NULL; i++) {
		str_addc(out, ' ');
		render_shell_word(out, a.argv[i]);
	}
	str_addc(out, '\n');
	if (!initdb_makes_database(b))
		add_line(out, "create", b->database);
}

static void
add_file(struct str *out, const struct initfile *f)
{
	static const char *const doing[] = {
		[LINT_SQL] = "psql",
		[LINT_SCRIPT] = "run",
		[LINT_SOURCED] = "source",
		[LINT_NO_SCRIPT] = "ignore",
	};
	char packed[32];

	snprintf(packed, sizeof(packed), "%s, psql", f->unpacker ? f->unpacker : "");
	add_line(out, f->run == LINT_PACKED ? packed : doing[f->run], f->path);
}

static void
add_files(struct str *out)
{
	struct initfiles list;
	struct err e;

	if (initfiles_read(BOOT_INIT_DIR, env_is("PGTUNE_INIT_ORDER", "locale"), &list, &e) < 0)
		return;
	for (size_t i = 0; i < list.count; i++)
		add_file(out, &list.files[i]);
}

void
preview_findings(const struct boot *b, void (*each)(const char *line, void *ctx), void *ctx)
{
	static const char *const paths[] = { BOOT_INIT_DIR };
	const struct check_init what = {
		.paths = paths,
		.npaths = LEN(paths),
		.user = b->user,
		.database = b->database,
		.preload = getenv("POSTGRES_SHARED_PRELOAD_LIBRARIES"),
		.root = "/",
	};
	struct err e;

	if (access(BOOT_INIT_DIR, R_OK | X_OK) == 0 &&
	    check_init_findings(&what, each, ctx, &e) < 0)
		log_failure(&e);
}

static void
add_finding(const char *line, void *out)
{
	add_line(out, "check-init", line);
}

void
preview_first_boot(struct str *out)
{
	static struct boot b;
	struct err e;

	if (getenv("PGDATA") == NULL || env_read(&b, &e) < 0 || tree_holds_cluster(b.pgdata))
		return;
	str_add(out, "\nFirst boot\n");
	add_owner(out, b.pgdata);
	add_owner(out, b.waldir);
	if (b.replica) {
		add_line(out, "clone",
		    getenv("PRIMARY_HOST") ? getenv("PRIMARY_HOST") : "(no PRIMARY_HOST)");
		return;
	}
	add_initdb(out, &b);
	add_files(out);
	preview_findings(&b, add_finding, out);
}
