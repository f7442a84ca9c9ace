/* plan.h — a plan is a value: what was asked, what the machine has, and one row a setting with its
 * number, unit, provenance and reason. Made by plan_make(), read by every renderer. */
#ifndef TUNE_PLAN_H
#define TUNE_PLAN_H

#include "base/fail.h"
#include "guc/gucset.h"
#include "host/host.h"
#include "tune/settings.h"

enum workload {
	WORKLOAD_SHARED,
	WORKLOAD_WEB,
	WORKLOAD_OLTP,
	WORKLOAD_MIXED,
	WORKLOAD_DW
};
enum storage {
	STORAGE_AUTO,
	STORAGE_SSD,
	STORAGE_SAN,
	STORAGE_HDD
};
extern const char *const workload_words[]; /* in enum order, NULL-terminated */
extern const char *const storage_words[];

#define PLAN_MIN_MAJOR 14
#define PLAN_MAX_MAJOR 18
#define PLAN_LIBRARIES 16
#define PLAN_WARNINGS 48
#define PLAN_DROPPED 16

/* What the primary had: a standby refuses to start with less. 0: not a standby. */
struct floors {
	int64_t max_connections, max_worker_processes, max_wal_senders, max_prepared_transactions,
	    max_locks_per_transaction;
};

/* Everything that goes in besides the machine and the operator's settings. */
struct wish {
	int major; /* 14 … 18 */
	enum workload workload;
	enum storage storage;
	int64_t connections;   /* --connections, 0: not asked */
	int64_t backend_bytes; /* --backend-memory, 0: the default */
	bool io_auto;          /* --io=auto */
	bool keep_conf;        /* --keep=conf: postgresql.conf counts as the operator's */
	bool skip;             /* POSTGRES_SKIP_AUTOCONFIG: no tuning, libraries only */
	const char *wal_level; /* POSTGRES_WAL_LEVEL, NULL: not asked */
	const char *database;  /* POSTGRES_DB, for cron.database_name …; NULL: postgres */
	const char *libraries[PLAN_LIBRARIES]; /* shared_preload_libraries, checked to exist */
	size_t library_count;
	struct floors floors;                /* all 0: not a standby */
	int64_t segment_bytes;               /* of WAL, by pg_control; 0: no cluster yet */
	enum tristate has_lz4, has_io_uring; /* the server's build; UNKNOWN: as Debian's */
	int64_t measured_shared_bytes;     /* postgres -C shared_memory_size, 0: use the estimate */
	const char *dropped[PLAN_DROPPED]; /* settings the server refused: not emitted again */
	size_t dropped_count;
};

#define VALUE_TEXT_MAX 512 /* holds the text of every value and a NUL */

struct value {
	enum value_kind kind;
	int64_t n; /* VALUE_INT: bytes, ms or a count: the setting's unit says which; -1 stays -1 */
	double x;  /* VALUE_REAL */
	char text[VALUE_TEXT_MAX]; /* VALUE_TEXT: a word or a list */
};

enum plan_from {
	FROM_NONE,     /* nothing is emitted: the server's default is in force */
	FROM_RULE,     /* ours */
	FROM_OPTION,   /* --connections, POSTGRES_WAL_LEVEL …: asked through us, emitted */
	FROM_PRIMARY,  /* raised to what the primary had, emitted */
	FROM_OPERATOR, /* the operator's own, planned from and not emitted; `kept` says where */
};

struct planned {
	struct value value; /* what the server will run with, emitted or not */
	enum plan_from from;
	char why[200];          /* one line, with the numbers that went in */
	bool lowered;           /* gave way: said even where it is the server's default */
	const struct guc *kept; /* FROM_OPERATOR */
	bool refused;           /* what is kept does not parse, as a warning says */
	size_t replaces;        /* the warning, from 1, of a file's value that it replaces */
};

struct term {
	const char *name; /* "shared_buffers", "backends" … */
	int64_t bytes;
	char how[96]; /* "130 connections × 3MB" */
};

struct budget {
	struct term terms[12];
	size_t term_count;
	int64_t limit_bytes;      /* L */
	int64_t reserve_bytes;    /* F */
	int64_t worst_case_bytes; /* sum of terms */
	int64_t segment_bytes;    /* of that what is shared memory, S + DSM */
	bool fits;                /* worst_case ≤ limit − reserve */
	int64_t deficit_bytes;    /* 0 when it fits */
	int64_t correction_bytes; /* measured less estimated shared memory, 0: not measured */
	char cheapest[256]; /* the cheapest single change that makes it fit, "" when it fits */
};

/* The deficit in megabytes, rounded up. */
static inline int64_t
budget_deficit_mb(const struct budget *b)
{
	return b->deficit_bytes / MIB + (b->deficit_bytes % MIB != 0);
}

struct plan {
	const struct host *host; /* not copied: it is large */
	struct wish wish;
	struct planned settings[SETTING_COUNT];
	struct budget budget;
	char warnings[PLAN_WARNINGS][384];
	bool refuses[PLAN_WARNINGS]; /* of each: the server will not start with what it says */
	size_t warning_count;
};

/* Solves the plan: pure, total, the same answer every time. `host`, and `given` with its
 * rows (may be NULL), must outlive the plan. An operator's value that does not parse is left to
 * the server to refuse, with a warning. */
void plan_make(
    struct plan *p, const struct host *host, const struct wish *wish, const struct gucset *given);

/* "auto" made definite: what the plan took the storage for. */
enum storage plan_storage(const struct plan *p);

/* The size of /dev/shm with which the same plan needs no reserve, and a parallel index build has
 * what it may take: bytes, a multiple of 1 MB. */
int64_t plan_shm_bytes(const struct plan *p);

/* Is the setting one the plan passes to the server (FROM_RULE, FROM_OPTION, FROM_PRIMARY)? */
bool plan_emits(const struct plan *p, enum setting_id id);

#endif
