/* validate.c — `postgres -C` and `postgres --describe-config` as judges of the plan. */
#include "cmd/validate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/num.h"
#include "cmd/server.h"

#define DEADLINE_MS 15000
#define ROUNDS (PLAN_DROPPED + PLAN_LIBRARIES + 1) /* each but the last drops one thing */

struct server {
	const char *postgres;
	const struct proc_user *user;
};

/* What the server said. */
struct answer {
	int code; /* -1: it did not run */
	char out[256 * 1024], errors[8192];
	struct err e;
};

/* The environment with the server's messages in English: names are looked for in them. */
static void
plain_environment(char *const *env, char **copy)
{
	static char locale[] = "LC_ALL=C";

	*copy++ = locale;
	for (; *env != NULL; env++)
		if (!str_starts(*env, "LC_ALL="))
			*copy++ = *env;
	*copy = NULL;
}

static void
ask(const struct context *c, const struct server *s, const char *const *argv, struct answer *a)
{
	struct str out = str_on(a->out, sizeof(a->out));
	struct str errors = str_on(a->errors, sizeof(a->errors));
	struct proc p = { .argv = argv, .user = s->user };
	size_t n = 2;
	char **env;

	for (char *const *at = c->call->env; *at != NULL; at++)
		n++;
	env = calloc(n, sizeof(char *));
	if (env == NULL) {
		a->code = fail_sys(&a->e, "asking the server");
		return;
	}
	plain_environment(c->call->env, env);
	p.env = env;
	a->code = proc_capture(&p, &out, &errors, DEADLINE_MS, &a->e);
	free(env);
}

/* postgres -D PGDATA -C what, then the plan and the operator's words as they would run. By its
 * path: it looks for itself, in a PATH that need not have it. */
static void
ask_for(struct context *c, const struct server *s, const char *what, struct answer *a)
{
	static char texts[SETTING_COUNT * WORDS_ASSIGNMENT_MAX];
	size_t cap = (size_t)c->call->server_nargs + 2 * SETTING_COUNT + 8, n = 0;
	struct words w = words_of(&c->plan, c->call->server_args);
	struct str text = str_on(texts, sizeof(texts));
	const char **argv = calloc(cap, sizeof(*argv));

	if (argv == NULL) {
		a->code = fail_sys(&a->e, "asking the server");
		return;
	}
	for (const char *word; (word = words_next(&w)) != NULL;) {
		argv[n++] = word;
		if (word == w.assignment) { /* gone with the next word */
			argv[n - 1] = text.p + text.len;
			str_addn(&text, word, strlen(word) + 1);
		}
		if (n > 1)
			continue;
		argv[n++] = "-D";
		argv[n++] = c->pgdata;
		argv[n++] = "-C";
		argv[n++] = what;
	}
	argv[0] = s->postgres;
	ask(c, s, argv, a);
	free(argv);
}

/* A line that refuses nothing: an include_if_exists found no file, or the server's user may not
 * enter the caller's directory. So early the server also logs the place in its source. */
static bool
is_note(const char *line, size_t len)
{
	static const char *const notes[] = { "skipping missing configuration file",
		"could not change directory to" };

	if (str_starts(line, "LOCATION:"))
		return true;
	if (memmem(line, len, "LOG:", strlen("LOG:")) == NULL)
		return false;
	for (size_t i = 0; i < LEN(notes); i++)
		if (memmem(line, len, notes[i], strlen(notes[i])) != NULL)
			return true;
	return false;
}

/* The server's own words for what it refuses, on one line. */
static void
first_line(const struct answer *a, char *line, size_t cap)
{
	const char *text = a->code < 0 ? a->e.text : a->errors;
	size_t len = strcspn(text, "\n");

	while (text[len] == '\n' && is_note(text, len)) {
		text += len + 1;
		len = strcspn(text, "\n");
	}
	snprintf(line, cap, "%.*s", (int)len, text);
}

/* The emitted setting whose quoted name is in the server's messages, SETTING_COUNT for none. */
static enum setting_id
refused_setting(const struct context *c, const char *messages)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		char quoted[80];

		snprintf(quoted, sizeof(quoted), "\"%s\"", setting_by_id(id)->name);
		if (plan_emits(&c->plan, id) && strstr(messages, quoted) != NULL)
			return id;
	}
	return SETTING_COUNT;
}

static bool
drop(struct context *c, enum setting_id id, const char *because)
{
	if (c->wish.dropped_count == PLAN_DROPPED)
		return false;
	c->wish.dropped[c->wish.dropped_count++] = setting_by_id(id)->name;
	context_replan(c);
	/* Without the plan's value that of a file counts, and the plan may have warned of it. */
	if (!c->plan.settings[id].refused)
		context_warn(
		    c, "the server refuses %s, left out: %s", setting_by_id(id)->name, because);
	return true;
}

/* Does a quoted path in the server's messages end in that library? "could not access file", "could
 * not load library" and "incompatible library" name it so. */
static bool
names_library(const char *messages, const char *library)
{
	const char *base = str_base(library);
	char ends[2][PATH_MAX];

	snprintf(ends[0], sizeof(ends[0]), "%s\"", base);
	snprintf(ends[1], sizeof(ends[1]), "%s.so\"", base);
	for (size_t i = 0; i < LEN(ends); i++)
		for (const char *at = messages; (at = strstr(at, ends[i])) != NULL; at++)
			if (at > messages && (at[-1] == '"' || at[-1] == '/'))
				return true;
	return false;
}

/* Takes the library out of the plan that the server could not load: the others stay. */
static bool
drop_library(struct context *c, const char *messages, const char *because)
{
	struct wish *w = &c->wish;
	size_t i = 0;

	if (!plan_emits(&c->plan, SHARED_PRELOAD_LIBRARIES))
		return false;
	while (i < w->library_count && !names_library(messages, w->libraries[i]))
		i++;
	if (i == w->library_count)
		return false;
	context_warn(c, "shared_preload_libraries: the server cannot load \"%s\", left out: %s",
	    w->libraries[i], because);
	w->library_count--;
	memmove(&w->libraries[i], &w->libraries[i + 1],
	    (w->library_count - i) * sizeof(w->libraries[0]));
	context_replan(c);
	return true;
}

/* The first column of --describe-config is the names. */
static bool
is_described(const char *description, const char *name)
{
	size_t len = strlen(name);

	for (const char *line = description; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, len) == 0 && line[len] == '\t')
			return true;
	}
	return false;
}

/* Without a cluster only the names can be judged. A dotted name is a library's, unknown until the
 * server has loaded it. */
static void
check_names(struct context *c, const struct server *s, struct answer *a)
{
	const char *const argv[] = { s->postgres, "--describe-config", NULL };
	char line[300];

	ask(c, s, argv, a);
	if (a->code != 0) {
		first_line(a, line, sizeof(line));
		context_warn(c, "the server could not be asked about the plan: %s", line);
		return;
	}
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const char *name = setting_by_id(id)->name;

		if (plan_emits(&c->plan, id) && strchr(name, '.') == NULL &&
		    !is_described(a->out, name))
			drop(c, id, "it does not know it");
	}
}

static void
take_measurement(struct context *c, const struct answer *a)
{
	size_t len = strcspn(a->out, " \n");
	int64_t megabytes;
	struct err e;

	if (num_int(a->out, len, 1, 1024 * 1024 * 1024, &megabytes, &e) < 0) {
		context_warn(c, "the server says shared_memory_size is \"%.*s\": %s", (int)len,
		    a->out, e.text);
		return;
	}
	c->wish.measured_shared_bytes = megabytes * MIB;
	context_replan(c);
}

/* FATAL, from the owner of the data directory: nobody else can start a server on it. 2 says that
 * there is no postgresql.conf, which a start may have elsewhere, as on Debian. */
static bool
is_refusal(const struct answer *a, const struct context *c, const struct server *s)
{
	struct stat st;

	return a->code == 1 && stat(c->pgdata, &st) == 0 &&
	       st.st_uid == (s->user != NULL ? s->user->uid : geteuid());
}

/* Asks until the server takes the plan; each refusal takes one setting or library out of it. True:
 * it took the plan as it was. */
static bool
try_plan(struct context *c, const struct server *s, const char *what, struct answer *a)
{
	enum setting_id refused = SETTING_COUNT;
	char line[300];
	bool refuses;

	for (int round = 0; round < ROUNDS; round++) {
		enum setting_id last = refused;

		ask_for(c, s, what, a);
		if (a->code == 0)
			return round == 0;
		first_line(a, line, sizeof(line));
		if (a->code > 0 && drop_library(c, a->errors, line))
			continue;
		refused = a->code > 0 ? refused_setting(c, a->errors) : SETTING_COUNT;
		if (refused == SETTING_COUNT && last != SETTING_COUNT &&
		    c->plan.settings[last].refused)
			return false;
		if (refused == SETTING_COUNT || !drop(c, refused, line))
			break;
	}
	refuses = is_refusal(a, c, s);
	context_warn(c, "the server %s: %s",
	    refuses ? "would not start" : "could not be asked about the plan", line);
	if (refuses)
		c->refusal = c->warnings[c->warning_count - 1];
	return false;
}

/* The server of this cluster runs: what needs a stopped one cannot be asked. */
static bool
is_running(const struct context *c)
{
	char path[PATH_MAX + 32];

	snprintf(path, sizeof(path), "%s/postmaster.pid", c->pgdata);
	return access(path, F_OK) == 0;
}

/* `postgres -C x`, --single and the like are not the start that is planned. */
static bool
is_plain_start(const struct call *call)
{
	for (int i = 0; i < call->server_nargs; i++)
		if (str_starts(call->server_args[i], "-C") ||
		    (i == 0 && render_is_mode_word(call->server_args[i])))
			return false;
	return true;
}

bool
validate(struct context *c, const char *postgres, const struct proc_user *user)
{
	static struct answer a;
	const struct server s = { .postgres = postgres, .user = user };
	bool knows_size = c->wish.major >= 15, measure = knows_size && !is_running(c), whole;

	if (!is_plain_start(c->call))
		return false;
	if (c->cluster_major == 0) {
		check_names(c, &s, &a);
		return a.code == 0 && c->wish.dropped_count == 0;
	}
	whole = try_plan(c, &s, measure ? "shared_memory_size" : "max_connections", &a);
	if (measure && a.code == 0)
		take_measurement(c, &a);
	return whole && measure == knows_size;
}

int
validate_here(struct context *c, struct err *e)
{
	char postgres[PATH_MAX];
	struct proc_user account;
	const struct proc_user *user;

	if (server_find(c->cluster_major ? c->cluster_major : c->server_major, postgres,
		sizeof(postgres), e) < 0 ||
	    server_user(&account, &user, e) < 0)
		return fail_within(e, "--validate");
	validate(c, postgres, user);
	return 0;
}
