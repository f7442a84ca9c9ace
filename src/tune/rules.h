/* rules.h — what rules share; internal to tune/. */
#ifndef TUNE_RULES_H
#define TUNE_RULES_H

#include "tune/budget.h"
#include "tune/plan.h"
#include "tune/workload.h"

/* The rows of each subject, ended by one without a name. */
extern const struct setting memory_settings[], connection_settings[], parallel_settings[],
    shm_settings[], wal_settings[], planner_settings[], io_settings[], library_settings[];

#define MB(bytes) ((long long)((bytes) / MIB)) /* for the why of a row */

/* Rounded up to whole megabytes. */
static inline int64_t
whole_up(int64_t bytes)
{
	return (bytes + MIB - 1) / MIB * MIB;
}

/* A row's moved_by: what goes into the budget, and so moves all that is solved last. */
#define MOVED_BY_BUDGET                                                                           \
	"--memory, --workload, --cpus, --connections, --backend-memory, /dev/shm, huge pages, a " \
	"primary's values"

#define TINY_LIMIT (512 * MIB) /* below it fewer connections and less work_mem are allowed */

#define LIBRARIES_SUBJECT "libraries" /* planned even where tuning is skipped */

/* What the server will run with, as far as it is solved. */
int64_t number_of(const struct plan *p, enum setting_id id);
double real_of(const struct plan *p, enum setting_id id);
const char *text_of(const struct plan *p, enum setting_id id);
bool yes_of(const struct plan *p, enum setting_id id); /* "on" in one of its spellings */

/* The primary's value that a standby may not go below; 0: no such floor. */
int64_t primary_floor(const struct plan *p, enum setting_id id);

/* Is the value for the plan to choose: not the operator's, not refused, known to the server? */
bool is_ours(const struct plan *p, enum setting_id id);
/* May it still be lowered: chosen by a rule, not asked for and not a primary's? */
bool is_movable(const struct plan *p, enum setting_id id);

/* A rule's result: rounded down to the grain, kept in the server's range; why is one line. */
void choose(struct plan *p, enum setting_id id, int64_t n, const char *why, ...) PRINTF(4, 5);
/* The same for a value that gives way: it is emitted even where it is the server's default. */
void lower(struct plan *p, enum setting_id id, int64_t n, const char *why, ...) PRINTF(4, 5);
void choose_text(struct plan *p, enum setting_id id, const char *text, const char *why, ...)
    PRINTF(4, 5);
void choose_real(struct plan *p, enum setting_id id, double x, const char *why, ...) PRINTF(4, 5);
/* The server's default is right here, and why. */
void leave(struct plan *p, enum setting_id id, const char *why, ...) PRINTF(3, 4);

/* Does the plan have a primary's values to respect: a standby's, or a recovery's? */
bool is_standby(const struct plan *p);

/* The operator's values, then every rule: settings and warnings anew, from host, wish, correction.
 */
void plan_solve(struct plan *p, const struct gucset *given);
void plan_warn(struct plan *p, const char *fmt, ...) PRINTF(2, 3);
/* The same of what the server will not start with. */
void plan_warn_refusal(struct plan *p, const char *fmt, ...) PRINTF(2, 3);

/* L in whole megabytes: what every rule counts from, so that an odd byte changes nothing. */
int64_t limit_of(const struct plan *p);
/* The CPUs, rounded down to whole ones, at least 1: n in the manual. */
int64_t cpus_of(const struct plan *p);
/* The numbers of the plan's workload. */
const struct workload_row *row_of(const struct plan *p);

/* The sizes before they are rounded down, as a function of the limit. */
#define AUTOVACUUM_SHARE 64
int64_t buffers_at(const struct plan *p, int64_t limit);
int64_t maintenance_at(const struct plan *p, int64_t limit);
int64_t autovacuum_at(int64_t limit);

#define TEMP_BUFFERS_PRESET (8 * MIB)

/* The inequality with everything the plan has so far. */
struct load load_of(const struct plan *p);
/* V: what maintenance holds at once, by one session or by all autovacuum workers together. */
int64_t maintenance_memory(const struct plan *p, int64_t maintenance, int64_t autovacuum);

/* /dev/shm: what parallel hash joins may need of it, and what is reserved instead. */
struct shm {
	int64_t gather;  /* max_parallel_workers_per_gather */
	int64_t reserve; /* min_dynamic_shared_memory */
};
struct shm shm_at(const struct plan *p, int64_t limit);
/* Bytes of /dev/shm that a parallel hash join of that many workers may take; 0 without workers. */
int64_t shm_need(const struct plan *p, int64_t limit, int64_t gather);
/* The largest limit at which that many workers are not yet reserved for; INT64_MAX: no such step.
 */
int64_t shm_step(const struct plan *p, int64_t gather);
void warn_of_shm(struct plan *p);
void warn_of_jit(struct plan *p);

/* work_mem in bytes: the workload's cap; what connections are counted with; the least for which
 * other settings give way. The last two are the operator's own value where there is one. */
int64_t work_mem_cap(const struct plan *p, int64_t limit);
int64_t work_mem_aim(const struct plan *p, int64_t limit);
int64_t work_mem_useful(const struct plan *p);
/* Lowers others (give_way.c) until the budget holds with work_mem_useful(), as far as it can. */
void make_room(struct plan *p);

/* The most connections up to the workload's, a multiple of 10 (5 below 100), that load l holds. */
int64_t connections_in(const struct plan *p, const struct load *l);
/* The reserved ones: the server wants max_connections to be more. */
int64_t reserved_of(const struct plan *p);
/* Does max_connections shrink with the budget here, or is it the promise? */
bool connections_give_way(const struct plan *p);

/* Background workers that the libraries of a shared_preload_libraries list run. */
int64_t library_workers(const char *list);

#endif
