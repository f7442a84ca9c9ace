/* budget.h — the worst case as arithmetic: what every connection, worker and the shared segment can
 * hold at once, against the memory limit. No setting is chosen here; rules ask.
 *
 *	S + DSM + B0 + C·(c+PT) + (C+P)·q·work_mem + V  ≤  L − F
 *
 * The constants were measured on PostgreSQL 18 in a memory-limited container. All sizes are bytes;
 * sums saturate, so that an operator's absurd value makes a deficit and never an overflow. */
#ifndef TUNE_BUDGET_H
#define TUNE_BUDGET_H

#include "base/base.h"

/* c: 1.5 MB idle, 3.0 with 100 relations touched, 6.0 with 500. */
#define BACKEND_BYTES (3 * MIB)
/* B0: the postmaster and its auxiliary processes 11 MB, the rest for preloaded libraries. */
#define RESIDENT_BYTES (24 * MIB)

/* What the inequality is made of. */
struct load {
	int64_t limit;          /* L */
	int64_t shared_buffers; /* in S */
	int64_t wal_buffers;    /* in S; -1: the server's rule, shared_buffers/32 up to 16 MB */
	int64_t prepared;       /* max_prepared_transactions, in S */
	int64_t locks;          /* max_locks_per_transaction, in S */
	int64_t correction;     /* added to S: what the server measured less our estimate */
	int64_t dynamic_shared; /* DSM */
	int64_t connections;    /* C */
	int64_t backend;        /* c */
	bool huge;              /* huge pages really obtained: no page tables to pay */
	int64_t workers;        /* P */
	int64_t units;          /* q: work_mem units one session holds at once */
	int64_t work_mem;
	int64_t maintenance; /* V */
};

int64_t load_shared(const struct load *l); /* S */
/* The whole of it: with the reserve for /dev/shm. */
int64_t load_segment(const struct load *l);
int64_t load_page_table(const struct load *l);  /* PT, of one backend */
int64_t load_work_memory(const struct load *l); /* (C+P)·q·work_mem */
int64_t load_worst_case(const struct load *l);  /* the left side */
int64_t load_reserve(int64_t limit);            /* F */
int64_t load_left(const struct load *l);        /* right side less left side; negative: deficit */
static inline bool
load_holds(const struct load *l)
{
	return load_left(l) >= 0;
}

/* The largest value of one member for which the inequality holds while the others stay, possibly
 * negative when not even 0 fits. */
int64_t load_most_connections(struct load l);
int64_t load_most_workers(struct load l);
int64_t load_most_work_mem(struct load l);
int64_t load_most_maintenance(struct load l);
int64_t load_most_shared_buffers(struct load l);

/* n·k for non-negative factors, at most INT64_MAX. */
int64_t saturating_product(int64_t n, int64_t k);

#endif
