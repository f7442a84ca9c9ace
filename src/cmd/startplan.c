/* startplan.c — from a call to the server's argv. */
#include "cmd/startplan.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "boot/state.h"
#include "cmd/context.h"
#include "cmd/validate.h"

static struct context context; /* large, and touched only in processes that plan */

/* Both by what they are; before a first boot there are only names. */
static bool
is_same_directory(const char *a, const char *b)
{
	size_t len = strlen(a), other = strlen(b);

	if (file_same(AT_FDCWD, a, b))
		return true;
	while (len > 1 && a[len - 1] == '/')
		len--;
	while (other > 1 && b[other - 1] == '/')
		other--;
	return len == other && memcmp(a, b, len) == 0;
}

int
startplan_check_directory(const struct context *c, struct err *e)
{
	const char *pgdata = env_get(c->call->env, "PGDATA");

	if (pgdata == NULL || is_same_directory(c->pgdata, pgdata))
		return 0;
	fail(e, "the server is given the data directory \"%s\", and PGDATA is \"%s\"", c->pgdata,
	    pgdata);
	return fail_hint(e, "set PGDATA to it: -D and data_directory may only say the same");
}

static int
read_context(struct call *call, struct err *e)
{
	call->env = environ;
	return context_read(&context, call, e) < 0 ? -1 : startplan_check_directory(&context, e);
}

int
startplan_check(const struct call *call, struct err *e)
{
	struct call now = *call;

	return read_context(&now, e);
}

/* All that the server's answer depends on: its binary, the operator's words and settings, the plan
 * but for what follows the disk, of which the server takes any value. */
static uint64_t
question(const struct context *c, const char *postgres, char *const *server_args)
{
	uint64_t hash = STR_HASH;
	struct stat st = { 0 };
	char text[VALUE_TEXT_MAX];

	stat(postgres, &st);
	snprintf(text, sizeof(text), "%lld %lld %lld", (long long)st.st_ino, (long long)st.st_size,
	    (long long)st.st_mtim.tv_sec);
	hash = str_hash(hash, text);
	for (; *server_args != NULL; server_args++)
		hash = str_hash(hash, *server_args);
	for (size_t i = 0; i < c->given.count; i++)
		hash = str_hash(str_hash(hash, c->given.rows[i].name), c->given.rows[i].value);
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		struct str value = str_on(text, sizeof(text));

		if (!plan_emits(&c->plan, id) || setting_by_id(id)->follows_disk)
			continue;
		render_value(&value, &c->plan, id);
		hash = str_hash(str_hash(hash, setting_by_id(id)->name), text);
	}
	return hash != 0 ? hash : 1;
}

/* No answer, or one that refused something, is not kept: it is asked, and warned about, every time.
 */
static void
confirm(struct context *c, const struct boot *b, const struct call *call)
{
	char postgres[PATH_MAX + 16];
	struct state s;
	struct err e;
	uint64_t asked;
	bool taken;

	snprintf(postgres, sizeof(postgres), "%s/postgres", b->bindir);
	asked = question(c, postgres, call->server_args);
	state_of(b, &s);
	if (s.validated == asked) {
		c->wish.measured_shared_bytes = s.shared_bytes;
		context_replan(c);
		return;
	}
	taken = validate(c, postgres, NULL);
	s.validated = taken ? asked : 0;
	s.shared_bytes = c->wish.measured_shared_bytes;
	if (state_write(b->dir, &s, &e) < 0)
		log_failure(&e);
}

static int
to_argv(const struct context *c, char *const *server_args, char ***argv, struct err *e)
{
	struct words words = words_of(&c->plan, server_args);
	size_t n = 0, cap = 2;
	const char *word;

	for (char *const *p = server_args; *p != NULL; p++)
		cap++;
	cap += 2 * SETTING_COUNT;
	*argv = calloc(cap, sizeof(**argv));
	if (*argv == NULL)
		return fail_sys(e, "building the command line");
	while ((word = words_next(&words)) != NULL && n < cap - 1)
		if (((*argv)[n++] = strdup(word)) == NULL)
			return fail_sys(e, "building the command line");
	return 0;
}

int
startplan_argv(
    const struct boot *b, const struct call *call, bool announce, char ***argv, struct err *e)
{
	struct call now = *call;

	if (read_context(&now, e) < 0)
		return -1;
	confirm(&context, b, &now);
	if (context.host.memory.oom_group)
		context_warn(&context, "memory.oom.group is 1: when memory is used up the kernel "
				       "kills the whole container instead of one backend");
	if (announce)
		context_announce(&context);
	return to_argv(&context, call->server_args, argv, e);
}

int
startplan_fits(struct err *e)
{
	const struct budget *b = &context.plan.budget;

	if (context_exit_code(&context) == EXIT_DONE)
		return 0;
	fail(e, "strict: the worst case does not fit: %lldMB too much",
	    (long long)budget_deficit_mb(b));
	return fail_hint(
	    e, "%s", b->cheapest[0] != '\0' ? b->cheapest : "no single change is enough");
}

const char *
startplan_setting(const char *name, const char *otherwise)
{
	const struct guc *row = guc_find(&context.given, name);

	return row != NULL ? row->value : otherwise;
}
