/* settings.h — the settings table: all the program knows of a PostgreSQL setting stands in its row,
 * the rule beside it, grouped by subject in settings_*.c.
 *
 * To change a setting: its row and its rule. To add one: an id here, at the place where it is
 * solved, a row, a rule, a line in pgtune-auto(7) (`make lint` compares), `make golden`. */
#ifndef TUNE_SETTINGS_H
#define TUNE_SETTINGS_H

#include "base/base.h"

/* The order is the order they are solved in: a rule may read every row before its own. */
enum setting_id {
	/* memory */
	SHARED_MEMORY_TYPE, /* read, never planned */
	HUGE_PAGE_SIZE,     /* read */
	SHARED_BUFFERS,
	HUGE_PAGES,
	EFFECTIVE_CACHE_SIZE,
	MAINTENANCE_WORK_MEM,
	AUTOVACUUM_MAX_WORKERS, /* read */
	AUTOVACUUM_WORK_MEM,
	WAL_BUFFERS,                /* read */
	HASH_MEM_MULTIPLIER,        /* read */
	DYNAMIC_SHARED_MEMORY_TYPE, /* read */
	MAX_PARALLEL_WORKERS_PER_GATHER,
	MIN_DYNAMIC_SHARED_MEMORY,
	/* connections */
	SUPERUSER_RESERVED_CONNECTIONS, /* read */
	RESERVED_CONNECTIONS,           /* read */
	MAX_PREPARED_TRANSACTIONS,
	MAX_LOCKS_PER_TRANSACTION,
	MAX_CONNECTIONS,
	/* libraries */
	SHARED_PRELOAD_LIBRARIES,
	CRON_DATABASE_NAME,
	PG_NET_DATABASE_NAME,
	/* parallel, and the memory that is left */
	MAX_WORKER_PROCESSES,
	MAX_PARALLEL_WORKERS,
	MAX_PARALLEL_MAINTENANCE_WORKERS,
	WORK_MEM,
	TEMP_BUFFERS,
	/* wal */
	ARCHIVE_MODE,  /* read */
	SUMMARIZE_WAL, /* read */
	WAL_LEVEL,
	MAX_WAL_SENDERS,
	MAX_WAL_SIZE,
	MIN_WAL_SIZE,
	WAL_COMPRESSION,
	MAX_SLOT_WAL_KEEP_SIZE,
	IDLE_REPLICATION_SLOT_TIMEOUT,
	/* planner */
	RANDOM_PAGE_COST,
	DEFAULT_STATISTICS_TARGET,
	JIT,
	/* io */
	EFFECTIVE_IO_CONCURRENCY,
	IO_METHOD,
	IO_WORKERS,

	SETTING_COUNT
};

#define MAX_BACKENDS 262143 /* the server's, 2^18 - 1: the most of every kind of process */

enum value_kind {
	VALUE_NONE,
	VALUE_INT,
	VALUE_REAL,
	VALUE_TEXT
};
enum unit {
	UNIT_NONE,
	UNIT_BYTES,
	UNIT_MS
};
enum change {
	CHANGE_RESTART,
	CHANGE_RELOAD
};

struct plan;

struct setting {
	enum setting_id id;
	const char *name;
	const char *subject; /* "memory" … */
	enum value_kind kind;
	enum unit unit;
	int64_t bare;     /* what a number without unit counts, in bytes or ms; 1 without unit */
	int64_t grain;    /* planned values are multiples of it */
	int64_t min, max; /* the server's own range, in the unit */
	int min_since;    /* min is from this major on; before it: */
	int64_t min_before;
	bool follows_disk; /* its rule asks what is free: another value at every start */
	bool minus_one;    /* -1 is a value too, and means something else than a size */
	int since, until;  /* PG majors; 0: always, still */
	enum change change;
	int reload_since;   /* CHANGE_RELOAD from this major on, whatever `change` says; 0: never */
	bool always;        /* emitted also where it equals the server's default */
	const char *words;  /* all a VALUE_TEXT may be, "a, b, c"; NULL: any text */
	const char *preset; /* the server's default, in the server's grammar … */
	int preset_since;   /* … from this major on; before it: */
	const char *preset_before;
	const char *why;      /* one line: the manual's and explain's */
	const char *moved_by; /* what would change it, beside the operator's own; NULL: nothing */
	/* Fills settings[id]; reads the machine, the wish, earlier rows. NULL: read, never planned.
	 */
	void (*rule)(struct plan *p);
};

/* The words of a boolean. The server also takes a prefix of one, but not of an enum's word. */
extern const char setting_boolean[];
#define SETTING_SWITCH "on, off, true, false, yes, no, 1, 0"

const struct setting *setting_by_id(enum setting_id id);
const struct setting *setting_by_name(const char *name); /* in any case; NULL: not one of ours */
/* What a server of that major says of it: whether it has it, the least it takes, its default, what
 * a new value takes. */
bool setting_known(const struct setting *s, int major);
int64_t setting_min(const struct setting *s, int major);
const char *setting_preset(const struct setting *s, int major);
enum change setting_change(const struct setting *s, int major);

/* Is the library in this text of shared_preload_libraries? Quoted, as "$libdir/NAME" or a whole
 * path with or without ".so" too. */
bool library_in(const char *list, const char *name);

#endif
