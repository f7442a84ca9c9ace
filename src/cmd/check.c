/* check.c — `pgtune-auto check`: what differs between the plan and a server, running or stopped. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "boot/pidfile.h"
#include "cmd/check.h"
#include "cmd/check_start.h"
#include "cmd/libraries.h"
#include "cmd/call.h"
#include "cmd/output.h"
#include "cmd/validate.h"
#include "render/json.h"
#include "tune/text.h"

static const char *const formats[] = { "text", "json", NULL };

static void PRINTF(4, 5)
    find(struct check *k, enum severity level, const char *rule, const char *fmt, ...)
{
	struct check_finding *f;
	va_list args;

	if (level > k->worst)
		k->worst = level;
	if (k->count == CHECK_FINDINGS)
		return;
	f = &k->findings[k->count++];
	f->level = level;
	f->rule = rule;
	va_start(args, fmt);
	utf8_print(f->text, sizeof(f->text), fmt, args);
	va_end(args);
}

/* Is the postmaster of the data directory alive? */
static bool
read_pidfile(const struct context *c, struct pidfile *f)
{
	int dir = open(c->pgdata, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool there;

	if (dir < 0)
		return false;
	there = pidfile_read(dir, PIDFILE, f);
	close(dir);
	return there && f->pid > 0 && (kill((pid_t)f->pid, 0) == 0 || errno == EPERM);
}

/* What follows the free disk differs with every file written: only half of it is a drift. */
static bool
is_near(const struct setting *row, const struct value *a, const struct value *b)
{
	return row->follows_disk && a->n / 2 < b->n && b->n / 2 < a->n;
}

/* Does the value in force come from a line that initdb wrote? */
static bool
is_initdbs(const struct check *k, const struct setting *row)
{
	const struct guc *given = guc_find(&k->c->given, row->name);

	return given != NULL && given->where == GUC_INITDB && k->actual[row->id].source[0] == '/';
}

/* Do the files, as they are now, say the value in force? */
static bool
is_given(const struct check *k, const struct setting *row, const struct value *runs)
{
	const struct guc *given = guc_find(&k->c->given, row->name);
	struct value value;
	struct err e;

	return given != NULL && k->actual[row->id].source[0] == '/' &&
	       value_read(row, given->value, &value, &e) == 0 && value_same(&value, runs);
}

/* A value that is set but not in force. Of the settings on its command line the server says
 * "pending" wherever a file has another value, though the next start overrides most of those again:
 * there only the values that the plan keeps are compared. */
static void
compare_pending(struct check *k, const struct setting *row)
{
	const struct check_actual *actual = &k->actual[row->id];
	const struct guc *own = k->c->plan.settings[row->id].kept;
	bool on_line = strcmp(actual->source, "command line") == 0;
	struct value runs, set;
	struct err e;

	if (actual->pending_restart && !on_line)
		find(k, SEVERITY_WARNING, "pending-restart",
		    "%s was changed and waits for a restart", row->name);
	else if (on_line && own != NULL && own->where != GUC_ARGV &&
		 value_read(row, actual->value, &runs, &e) == 0 &&
		 value_read(row, own->value, &set, &e) == 0 && !value_same(&runs, &set))
		find(k, SEVERITY_WARNING, "pending-restart",
		    "%s is %s by the server's command line, and %s since (%s:%d): that waits for a "
		    "restart",
		    row->name, actual->value, own->value, own->file, own->line);
}

/* Is the value in force, *runs, another than the plan's, which may be the measured or the estimated
 * one? */
static bool
differs(const struct check *k, const struct setting *row, struct value *runs)
{
	const struct check_actual *actual = &k->actual[row->id];
	struct err e;

	return actual->known && value_read(row, actual->value, runs, &e) == 0 &&
	       !value_same(runs, &k->c->plan.settings[row->id].value) &&
	       !value_same(runs, &k->estimated.settings[row->id].value);
}

/* What the running server says beside the plan. */
static void
compare(struct check *k, enum setting_id id)
{
	const struct setting *row = setting_by_id(id);
	const struct check_actual *actual = &k->actual[id];
	const struct planned *planned = &k->c->plan.settings[id];
	bool hides_own = actual->of_session && planned->kept != NULL;
	char buf[600];
	struct str plan = str_on(buf, sizeof(buf));
	struct value runs;

	compare_pending(k, row);
	if (!(plan_emits(&k->c->plan, id) || hides_own) || !differs(k, row, &runs))
		return;
	render_value(&plan, &k->c->plan, id);
	if (strcmp(actual->source, "default") == 0 || is_initdbs(k, row)) {
		find(k, SEVERITY_WARNING, "untuned", "%s is %s %s, the plan says %s", row->name,
		    actual->source[0] == '/' ? "initdb's" : "the server's default", actual->value,
		    plan.p);
	} else if (actual->of_session) {
		find(k, SEVERITY_WARNING, "overridden",
		    "%s is %s by ALTER ROLE or ALTER DATABASE in this session, which hides what "
		    "others have; the plan says %s",
		    row->name, actual->value, plan.p);
	} else if (strcmp(actual->source, "command line") != 0) {
		find(k, SEVERITY_WARNING, "overridden", "%s is %s by %s, the plan says %s",
		    row->name, actual->value, actual->source, plan.p);
		k->told[planned->replaces] = is_given(k, row, &runs);
	} else if (!is_near(row, &runs, &planned->value)) {
		find(k, SEVERITY_WARNING, "drifted",
		    "%s was started with %s, the plan for this machine now says %s", row->name,
		    actual->value, plan.p);
	}
}

static void
check_budget(struct check *k, const struct budget *b, const char *what)
{
	if (!b->fits)
		find(k, SEVERITY_ERROR, "budget",
		    "%s may need %lldMB of %lldMB: %lldMB too much; %s", what,
		    (long long)(b->worst_case_bytes / MIB), (long long)(b->limit_bytes / MIB),
		    (long long)budget_deficit_mb(b), b->cheapest);
}

/* What the server counted of its segment beside the estimate, the next start will count too: a plan
 * made before a start is the estimated or the measured one. */
static void
plan_as_measured(struct check *k, int64_t correction)
{
	k->c->wish.measured_shared_bytes = k->c->plan.budget.segment_bytes + correction;
	context_replan(k->c);
}

/* A running setting's value, for all sessions: the plan's, where this session has one of its own.
 */
static void
add_running(const struct check *k, struct gucset *running, enum setting_id id)
{
	const struct check_actual *actual = &k->actual[id];
	struct guc row = { .name = setting_by_id(id)->name,
		.value = actual->value,
		.file = "running",
		.where = GUC_ARGV };
	char planned[VALUE_TEXT_MAX];
	struct str text = str_on(planned, sizeof(planned));

	if (actual->of_session) {
		render_value(&text, &k->c->plan, id);
		row.value = planned;
	}
	if (actual->known && !text.full)
		guc_add(running, &row);
}

/* What runs, planned again with all its values as given. */
static const struct plan *
plan_of_running(struct check *k)
{
	static struct gucset running;
	static struct plan plan;
	static char texts[16384];
	struct wish wish = k->c->wish;

	running.count = 0;
	running.text = str_on(texts, sizeof(texts));
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		add_running(k, &running, id);
	wish.measured_shared_bytes = k->shared_bytes;
	plan_make(&plan, &k->c->host, &wish, &running);
	return &plan;
}

/* Each library the next start would load must be there, or it ends at once. */
static void
check_libraries(struct check *k)
{
	const struct guc *row = guc_find(&k->c->given, "shared_preload_libraries");
	char list[8192], *rest = list, *name;
	struct libraries_path path;

	if (row == NULL || !libraries_path(&path, k->c, k->c->cluster_major))
		return;
	snprintf(list, sizeof(list), "%s", row->value);
	while ((name = libraries_next(&rest, LIBRARIES_SERVERS)) != NULL)
		if (!libraries_present(&path, name))
			find(k, SEVERITY_ERROR, "missing-library",
			    "shared_preload_libraries names \"%s\" (%s:%d), which is not in "
			    "\"%s\": the server will not start",
			    name, row->file, row->line, libraries_path_said(&path));
}

/* The server's program judges the next start: the plan, and the files as they are now. */
static void
ask_program(struct check *k)
{
	struct err e;

	if (validate_here(k->c, &e) < 0)
		find(k, SEVERITY_NOTE, "unasked", "the plan was not put to a server: %s", e.text);
}

static void
check_running(struct check *k, const struct pidfile *f)
{
	const struct plan *running;
	struct err e;

	find(k, SEVERITY_NOTE, "running", "the server runs, pid %lld, port %lld", (long long)f->pid,
	    (long long)f->port);
	ask_program(k);
	if (check_ask_server(k, f, &e) < 0) {
		find(k, SEVERITY_WARNING, "unasked", "the server could not be asked: %s", e.text);
		check_budget(k, &k->c->plan.budget, "the plan");
		return;
	}
	k->estimated = k->c->plan;
	running = plan_of_running(k);
	if (k->shared_bytes > 0)
		plan_as_measured(k, running->budget.correction_bytes);
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		compare(k, id);
	check_budget(k, &running->budget, "the server as it runs");
}

static void
check_stopped(struct check *k)
{
	find(k, SEVERITY_NOTE, "stopped", "no server runs on \"%s\"", k->c->pgdata);
	ask_program(k);
	check_budget(k, &k->c->plan.budget, "the plan");
}

/* What reading and planning found is told here too: values the plan replaces, odd files. The plan's
 * warnings are the last of all. */
static void
take_warnings(struct check *k)
{
	const char *all[CONTEXT_ALL_WARNINGS];
	size_t n = context_warnings(k->c, all), others = n - k->c->plan.warning_count;

	for (size_t i = 0; i < n; i++) {
		bool plans = i >= others;
		bool refuses = plans ? k->c->plan.refuses[i - others] : all[i] == k->c->refusal;

		if (!plans || !k->told[i - others + 1])
			find(k, refuses ? SEVERITY_ERROR : SEVERITY_WARNING,
			    refuses ? "refused" : "plan", "%s", all[i]);
	}
}

static void
print_text(struct str *out, const struct check *k)
{
	for (size_t i = 0; i < k->count; i++) {
		const struct check_finding *f = &k->findings[i];

		str_addf(out, "%-7s  %-15s  %s\n", severity_words[f->level], f->rule, f->text);
	}
}

static void
print_json(struct str *out, const struct check *k)
{
	struct json j = json_on(out);

	json_open(&j, '{');
	json_member(&j, "pgdata", k->c->pgdata);
	json_member_open(&j, "findings", '[');
	for (size_t i = 0; i < k->count; i++) {
		json_open(&j, '{');
		json_member(&j, "level", severity_words[k->findings[i].level]);
		json_member(&j, "rule", k->findings[i].rule);
		json_member(&j, "text", k->findings[i].text);
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
	str_addc(out, '\n');
}

static int
check_context(const struct context *c, struct err *e)
{
	char path[PATH_MAX + 16];

	if (c->pgdata[0] == '\0') {
		fail(e, "check: no data directory");
		return fail_hint(e, "set PGDATA, or say -D DIR");
	}
	if (c->cluster_major != 0)
		return 0;
	snprintf(path, sizeof(path), "%s/PG_VERSION", c->pgdata);
	if (access(path, R_OK) == 0)
		return fail(e, "check: \"%s\" tells no version of PostgreSQL", path);
	if (errno != ENOENT && errno != ENOTDIR)
		return fail_sys(e, "check: opening \"%s\"", path);
	return fail(e, "check: \"%s\" holds no cluster (no PG_VERSION)", c->pgdata);
}

static int
run(struct call *call)
{
	static struct context c;
	static struct check k;
	struct str out = output_buffer();
	struct pidfile f;
	struct err e;
	int format = call_format(call, formats, &e), code;
	bool running;

	k.c = &c;
	if (format < 0 || context_open(&c, call, &e) < 0 || check_context(&c, &e) < 0)
		return usage_error(&e);
	running = c.root == NULL && read_pidfile(&c, &f);
	if (running)
		check_started_with(call, f.pid);
	if (context_read(&c, call, &e) < 0)
		return usage_error(&e);
	if (running)
		check_running(&k, &f);
	else
		check_stopped(&k);
	check_libraries(&k);
	take_warnings(&k);
	if (format == 0)
		print_text(&out, &k);
	else
		print_json(&out, &k);
	code = output_write(&out);
	return code != EXIT_DONE ? code : call_exit_code(call, k.worst);
}

const struct cmd cmd_check = {
	.name = "check",
	.args = "",
	.help = "compare a server, running or stopped, with the plan: drift, overrides, budget",
	.formats = formats,
	.bit = CMD_CHECK,
	.takes_server_args = true,
	.run = run,
};
