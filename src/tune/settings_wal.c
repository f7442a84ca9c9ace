/* settings_wal.c — the write-ahead log: its level, and its size on the file system of pg_wal. */
#include <string.h>

#include "base/num.h"
#include "tune/rules.h"

#define GRAIN (16 * MIB) /* a segment, unless initdb was told another size */
#define WAL_LEAST (256 * MIB)
#define WAL_FREE_SHARE 8
#define WAL_TOTAL_SHARE 5

static const struct space *
wal_space(const struct plan *p)
{
	return p->host->wal.total_bytes > 0 ? &p->host->wal : &p->host->pgdata;
}

/* WAL that is there counts as free: else each start would give a slot that holds some less than the
 * one before, and take it away while the disk has room. */
static int64_t
wal_room(const struct plan *p)
{
	return wal_space(p)->free_bytes + p->host->wal_held_bytes;
}

/* The server refuses min_wal_size and max_wal_size below two segments. */
static int64_t
two_segments(const struct plan *p)
{
	return 2 * max64(p->wish.segment_bytes, GRAIN);
}

static bool
is_on(const struct plan *p, enum setting_id id)
{
	const char *mode = text_of(p, id);
	struct err e;
	bool yes = true;

	return num_bool(mode, strlen(mode), &yes, &e) < 0 || yes;
}

/* What stands against wal_level=minimal, or NULL. */
static const char *
against_minimal(const struct plan *p)
{
	if (is_standby(p))
		return "this is a standby, or a recovery";
	if (is_on(p, ARCHIVE_MODE))
		return "archive_mode is on";
	if (is_on(p, SUMMARIZE_WAL))
		return "summarize_wal is on";
	if (!is_ours(p, MAX_WAL_SENDERS) && number_of(p, MAX_WAL_SENDERS) > 0)
		return "max_wal_senders is set";
	return NULL;
}

/* What stands against the level that was asked for, or NULL. */
static const char *
against_level(const struct plan *p, const char *word)
{
	static const char *const others[] = { "replica", "logical", NULL };

	if (strcmp(word, "minimal") == 0)
		return against_minimal(p);
	return str_in(word, others) ? NULL : "it is none of minimal, replica, logical";
}

static void
wal_level(struct plan *p)
{
	const char *word = p->wish.wal_level;
	const char *against = word != NULL ? against_level(p, word) : NULL;

	if (word == NULL) {
		leave(p, WAL_LEVEL, "replica, unless asked for");
	} else if (against != NULL) {
		plan_warn(p, "wal_level=%s is left out: %s", word, against);
		leave(p, WAL_LEVEL, "%s was asked for, but %s", word, against);
	} else {
		choose_text(p, WAL_LEVEL, word, "asked for");
		p->settings[WAL_LEVEL].from = FROM_OPTION;
	}
}

static void
max_wal_senders(struct plan *p)
{
	if (strcasecmp(text_of(p, WAL_LEVEL), "minimal") == 0)
		choose(p, MAX_WAL_SENDERS, 0, "wal_level=minimal allows none");
	else
		leave(p, MAX_WAL_SENDERS, "ten are enough for most");
}

static void
max_wal_size(struct plan *p)
{
	const struct space *space = wal_space(p);
	int64_t most = row_of(p)->wal_most;
	int64_t n = most;

	if (space->total_bytes > 0)
		n = min64(most,
		    min64(wal_room(p) / WAL_FREE_SHARE, space->total_bytes / WAL_TOTAL_SHARE));
	if (n < most)
		choose(p, MAX_WAL_SIZE, max64(n, max64(WAL_LEAST, two_segments(p))),
		    "free/%d and size/%d of pg_wal's file system, at least 256MB: "
		    "%lldMB of %lldMB are free or WAL",
		    WAL_FREE_SHARE, WAL_TOTAL_SHARE, MB(wal_room(p)), MB(space->total_bytes));
	else
		choose(p, MAX_WAL_SIZE, max64(n, two_segments(p)),
		    "%lldMB for this workload: fewer forced checkpoints", MB(most));
}

static void
min_wal_size(struct plan *p)
{
	choose(p, MIN_WAL_SIZE,
	    max64(min64(row_of(p)->wal_least, number_of(p, MAX_WAL_SIZE) / 2), two_segments(p)),
	    "%lldMB for this workload, at most half of max_wal_size: segments kept for reuse",
	    MB(row_of(p)->wal_least));
}

static void
wal_compression(struct plan *p)
{
	if (p->wish.major < 15)
		leave(p, WAL_COMPRESSION, "lz4 needs PostgreSQL 15");
	else if (p->wish.has_lz4 == NO)
		leave(p, WAL_COMPRESSION, "the server is built without lz4");
	else
		choose_text(
		    p, WAL_COMPRESSION, "lz4", "smaller full-page images for next to no CPU");
}

static void
max_slot_wal_keep_size(struct plan *p)
{
	if (wal_space(p)->total_bytes > 0)
		choose(p, MAX_SLOT_WAL_KEEP_SIZE, max64(wal_room(p) / 2, GRAIN),
		    "half of %lldMB free or WAL where pg_wal lies: a forgotten slot must not fill "
		    "the disk",
		    MB(wal_room(p)));
	else
		leave(p, MAX_SLOT_WAL_KEEP_SIZE, "the file system of pg_wal is unknown");
}

static void
idle_replication_slot_timeout(struct plan *p)
{
	choose(p, IDLE_REPLICATION_SLOT_TIMEOUT, 48 * 60 * 60 * 1000,
	    "a slot nobody used for two days holds WAL for nobody");
}

#define SIZE                                                                                  \
	.subject = "wal", .kind = VALUE_INT, .unit = UNIT_BYTES, .bare = MIB, .grain = GRAIN, \
	.change = CHANGE_RELOAD, .max = INT32_MAX * MIB
#define WORD .subject = "wal", .kind = VALUE_TEXT

const struct setting wal_settings[] = {
	{ .id = ARCHIVE_MODE,
	    .name = "archive_mode",
	    WORD,
	    .words = "always, " SETTING_SWITCH,
	    .change = CHANGE_RESTART,
	    .preset = "off",
	    .why = "read: wal_level=minimal excludes it" },
	{ .id = SUMMARIZE_WAL,
	    .name = "summarize_wal",
	    WORD,
	    .words = setting_boolean,
	    .since = 17,
	    .change = CHANGE_RELOAD,
	    .preset = "off",
	    .why = "read: wal_level=minimal excludes it" },
	{ .id = WAL_LEVEL,
	    .name = "wal_level",
	    WORD,
	    .words = "minimal, replica, logical, archive, hot_standby",
	    .change = CHANGE_RESTART,
	    .preset = "replica",
	    .why = "only on request: POSTGRES_WAL_LEVEL",
	    .moved_by = "POSTGRES_WAL_LEVEL, a primary's values",
	    .rule = wal_level },
	{ .id = MAX_WAL_SENDERS,
	    .name = "max_wal_senders",
	    .subject = "wal",
	    .kind = VALUE_INT,
	    .bare = 1,
	    .grain = 1,
	    .max = MAX_BACKENDS,
	    .change = CHANGE_RESTART,
	    .preset = "10",
	    .why = "0 with wal_level=minimal; a standby needs at least what its primary had",
	    .moved_by = "POSTGRES_WAL_LEVEL, a primary's values",
	    .rule = max_wal_senders },
	{ .id = MAX_WAL_SIZE,
	    .name = "max_wal_size",
	    SIZE,
	    .min = 2 * MIB,
	    .preset = "1GB",
	    .why = "by workload, at most free/8 and size/5 of the file system of pg_wal, whose WAL "
		   "counts as free",
	    .follows_disk = true,
	    .moved_by = "--workload, the size and free space below pg_wal",
	    .rule = max_wal_size },
	{ .id = MIN_WAL_SIZE,
	    .name = "min_wal_size",
	    SIZE,
	    .min = 2 * MIB,
	    .preset = "80MB",
	    .why = "by workload, at most half of max_wal_size",
	    .follows_disk = true,
	    .moved_by = "--workload, the size and free space below pg_wal",
	    .rule = min_wal_size },
	{ .id = WAL_COMPRESSION,
	    .name = "wal_compression",
	    WORD,
	    .words = "pglz, lz4, zstd, " SETTING_SWITCH,
	    .change = CHANGE_RELOAD,
	    .preset = "off",
	    .why = "lz4 when the server has it (15 and later)",
	    .moved_by = "--pg, a server with lz4",
	    .rule = wal_compression },
	{ .id = MAX_SLOT_WAL_KEEP_SIZE,
	    .name = "max_slot_wal_keep_size",
	    SIZE,
	    .minus_one = true,
	    .preset = "-1",
	    .why = "half of what is free or WAL where pg_wal lies, so that a forgotten slot cannot "
		   "fill it",
	    .follows_disk = true,
	    .moved_by = "the size and free space below pg_wal",
	    .rule = max_slot_wal_keep_size },
	{ .id = IDLE_REPLICATION_SLOT_TIMEOUT,
	    .name = "idle_replication_slot_timeout",
	    .subject = "wal",
	    .kind = VALUE_INT,
	    .unit = UNIT_MS,
	    .bare = 1000,
	    .grain = 1000,
	    .max = INT32_MAX * (int64_t)1000,
	    .since = 18,
	    .change = CHANGE_RELOAD,
	    .preset = "0",
	    .why = "a slot that nobody used for two days is given up",
	    .rule = idle_replication_slot_timeout },
	{ .name = NULL },
};
