/* report.c — the budget term by term, the cheapest change when it does not hold, and warnings. */
#include "tune/report.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "tune/rules.h"
#include "tune/text.h"

#define HOLDS_FROM (256 * MIB) /* below it no plan keeps the budget */
#define TASKS_BESIDE 16        /* postmaster, its own processes, ours */
#define FEW_CONNECTIONS 8      /* fewer, the reserved ones included, is no advice */
#define LARGEST_LIMIT (65536 * GIB)

/* --- the terms --- */

static void add_term(struct budget *b, const char *name, int64_t bytes, const char *how, ...)
    PRINTF(4, 5);

static void
add_term(struct budget *b, const char *name, int64_t bytes, const char *how, ...)
{
	struct term *term = &b->terms[b->term_count++];
	va_list ap;

	term->name = name;
	term->bytes = bytes;
	va_start(ap, how);
	utf8_print(term->how, sizeof(term->how), how, ap);
	va_end(ap);
}

static void
add_terms(struct budget *b, const struct load *l)
{
	long long connections = (long long)l->connections;

	b->segment_bytes = load_segment(l);
	add_term(
	    b, "shared_buffers", l->shared_buffers, "in the segment of %lldMB", MB(load_shared(l)));
	add_term(b, "shared_other", load_shared(l) - l->shared_buffers,
	    b->correction_bytes != 0 ? "the rest of the segment, measured on the server"
				     : "the rest of the segment: WAL buffers, locks, descriptors");
	add_term(b, "dynamic_shared", l->dynamic_shared,
	    "min_dynamic_shared_memory: reserved where /dev/shm is too small");
	add_term(b, "resident", RESIDENT_BYTES, "postmaster, auxiliary processes, libraries");
	add_term(b, "backends", saturating_product(l->connections, l->backend),
	    "%lld connections x %lldkB", connections, (long long)(l->backend / KIB));
	add_term(b, "page_tables", saturating_product(l->connections, load_page_table(l)),
	    "%lld connections x %lldkB%s", connections, (long long)(load_page_table(l) / KIB),
	    l->huge ? ": huge pages" : "");
	add_term(b, "work_mem", load_work_memory(l),
	    "(%lld connections + %lld workers) x %lld x %lldkB", connections, (long long)l->workers,
	    (long long)l->units, (long long)(l->work_mem / KIB));
	add_term(b, "maintenance", l->maintenance,
	    "maintenance_work_mem, or all autovacuum workers together");
}

/* --- the cheapest single change --- */

struct offer {
	double cost; /* the fraction that the setting loses, or that the limit gains */
	char text[256];
};

static void
consider(struct offer *best, const struct plan *p, enum setting_id id, int64_t fits)
{
	const struct setting *s = setting_by_id(id);
	struct value now = p->settings[id].value, less = now;
	double cost = 1 - (double)fits / (double)now.n;
	struct str text;

	less.n = fits / max64(s->grain, 1) * max64(s->grain, 1);
	if (now.n <= 0 || less.n <= 0 || less.n >= now.n || cost >= best->cost ||
	    less.n < max64(s->min, primary_floor(p, id)))
		return;
	best->cost = cost;
	text = str_on(best->text, sizeof(best->text));
	str_addf(&text, "%s=", s->name);
	value_write(&text, s, &less);
	str_add(&text, " instead of ");
	value_write(&text, s, &now);
	if (p->settings[id].kept != NULL && p->settings[id].kept->line > 0)
		str_addf(&text, " (%s:%d)", p->settings[id].kept->file, p->settings[id].kept->line);
}

/* Whichever of the two makes V what it is; one alone must do. */
static void
consider_maintenance(struct offer *best, const struct plan *p, int64_t most)
{
	int64_t workers = number_of(p, AUTOVACUUM_MAX_WORKERS);
	int64_t each = number_of(p, AUTOVACUUM_WORK_MEM);

	if (each < 0)
		consider(best, p, MAINTENANCE_WORK_MEM, most / workers);
	else if (number_of(p, MAINTENANCE_WORK_MEM) <= most)
		consider(best, p, AUTOVACUUM_WORK_MEM, most / workers);
	else if (saturating_product(workers, each) <= most)
		consider(best, p, MAINTENANCE_WORK_MEM, most);
}

static bool
fits_at(const struct plan *p, const struct gucset *given, int64_t limit)
{
	struct host host = *p->host;
	struct plan trial = *p;
	struct load l;

	host.memory.bytes = limit;
	trial.host = &host;
	plan_solve(&trial, given);
	l = load_of(&trial);
	return load_holds(&l);
}

static void
consider_memory(struct offer *best, const struct plan *p, const struct gucset *given)
{
	int64_t limit = limit_of(p), lo = limit, hi = limit;

	while (!fits_at(p, given, hi)) {
		if (hi > LARGEST_LIMIT)
			return;
		lo = hi;
		hi *= 2;
	}
	while (hi - lo > MIB) {
		int64_t middle = (lo + (hi - lo) / 2) / MIB * MIB;

		if (fits_at(p, given, middle))
			hi = middle;
		else
			lo = middle;
	}
	if ((double)hi / (double)limit - 1 >= best->cost)
		return;
	snprintf(best->text, sizeof(best->text), "a memory limit of %lldMB instead of %lldMB",
	    MB(hi), MB(limit));
}

static void
find_cheapest(struct plan *p, const struct load *l, const struct gucset *given)
{
	struct offer best = { .cost = 1e300 };
	struct str out = str_on(p->budget.cheapest, sizeof(p->budget.cheapest));

	if (load_most_connections(*l) >= max64(FEW_CONNECTIONS, reserved_of(p) + 1))
		consider(&best, p, MAX_CONNECTIONS, load_most_connections(*l));
	consider(&best, p, WORK_MEM, load_most_work_mem(*l));
	consider(&best, p, SHARED_BUFFERS, load_most_shared_buffers(*l));
	consider(&best, p, MAX_PARALLEL_WORKERS, load_most_workers(*l));
	consider_maintenance(&best, p, load_most_maintenance(*l));
	consider_memory(&best, p, given);
	str_add(&out, best.text);
}

void
report_budget(struct plan *p, const struct gucset *given)
{
	struct load l = load_of(p);
	struct budget *b = &p->budget;
	int64_t left;

	l.limit = p->host->memory.bytes;
	left = load_left(&l);
	add_terms(b, &l);
	b->limit_bytes = l.limit;
	b->reserve_bytes = load_reserve(l.limit);
	b->worst_case_bytes = load_worst_case(&l);
	b->fits = left >= 0;
	b->deficit_bytes = b->fits ? 0 : -left;
	if (!b->fits)
		find_cheapest(p, &l, given);
}

/* --- warnings --- */

void
warn_replaced(struct plan *p, enum setting_id id, const struct guc *conf)
{
	char now[sizeof(p->settings[id].value.text)];
	struct str text = str_on(now, sizeof(now));

	value_write(&text, setting_by_id(id), &p->settings[id].value);
	plan_warn(p, "%s=%s in \"%s\" line %d is replaced by the plan's %s",
	    setting_by_id(id)->name, conf->value, conf->file != NULL ? conf->file : "?", conf->line,
	    now);
	p->settings[id].replaces = p->warning_count;
}

static void
warn_of_budget(struct plan *p)
{
	const struct budget *b = &p->budget;

	if (p->wish.skip)
		return;
	if (limit_of(p) < HOLDS_FROM)
		plan_warn(p,
		    "%lldMB of memory is very little: sorts go to disk early, and %lld busy "
		    "sessions at once can be OOM-killed; every plan holds from 256MB",
		    MB(limit_of(p)), (long long)number_of(p, MAX_CONNECTIONS));
	if (!b->fits)
		plan_warn(p, "the worst case does not fit: %lldMB too much; cheapest change: %s",
		    (long long)budget_deficit_mb(b),
		    b->cheapest[0] != '\0' ? b->cheapest : "none alone");
}

static void
warn_of_floors(struct plan *p)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		if (p->settings[id].from == FROM_OPERATOR && primary_floor(p, id) > 0 &&
		    number_of(p, id) < primary_floor(p, id))
			plan_warn_refusal(p,
			    "%s=%lld is less than the primary's %lld: the standby will not "
			    "accept it",
			    setting_by_id(id)->name, (long long)number_of(p, id),
			    (long long)primary_floor(p, id));
}

static void
warn_of_reserved(struct plan *p)
{
	int64_t reserved = reserved_of(p);

	if (number_of(p, MAX_CONNECTIONS) <= reserved)
		plan_warn_refusal(p,
		    "max_connections=%lld is not more than the %lld reserved: the server will "
		    "refuse it",
		    (long long)number_of(p, MAX_CONNECTIONS), (long long)reserved);
}

/* Threads of the cgroup count too, so does what runs beside the server: this is the least. */
static void
warn_of_tasks(struct plan *p)
{
	int64_t limit = p->host->tasks.limit;
	int64_t most = TASKS_BESIDE + number_of(p, MAX_CONNECTIONS) +
		       number_of(p, MAX_WORKER_PROCESSES) + number_of(p, MAX_WAL_SENDERS) +
		       number_of(p, AUTOVACUUM_MAX_WORKERS);

	if (limit > 0 && limit < most)
		plan_warn(p,
		    "\"%s\" allows %lld processes, the server may want %lld: what is beyond it "
		    "cannot log in; raise it (--pids-limit, podPidsLimit), or lower "
		    "max_connections",
		    p->host->tasks.path, (long long)limit, (long long)most);
}

void
report_warnings(struct plan *p)
{
	warn_of_shm(p);
	warn_of_budget(p);
	warn_of_jit(p);
	warn_of_floors(p);
	warn_of_reserved(p);
	warn_of_tasks(p);
}
