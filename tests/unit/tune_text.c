/* tune_text.c — values in PostgreSQL's own grammar, and back. */
#include "t.h"
#include "tune.h"
#include "tune/text.h"

/* What a server shows for `text`, or "" when it refuses it; checked against postgres -C. */
static bool
reads(const char *name, const char *text, const char *shown_as)
{
	const struct setting *s = setting_by_name(name);
	char buf[600];
	struct str out = str_on(buf, sizeof(buf));
	struct value v;
	struct err e;

	if (value_read(s, text, &v, &e) == 0)
		value_write(&out, s, &v);
	if (strcmp(buf, shown_as) == 0)
		return true;
	printf("# %s='%s' is '%s', not '%s'\n", name, text, buf, shown_as);
	return false;
}

static void
test_reading(void)
{
	static const struct {
		const char *name, *text, *shown_as;
	} rows[] = {
		{ "shared_buffers", "16384", "128MB" },
		{ "shared_buffers", "128MB", "128MB" },
		{ "shared_buffers", "1.5GB", "1536MB" },
		{ "shared_buffers", " 1 GB ", "1GB" },
		{ "shared_buffers", "1gb", "" },
		{ "shared_buffers", "134217728B", "128MB" },
		{ "shared_buffers", "0x4000", "128MB" },
		{ "shared_buffers", "0400", "2MB" },
		{ "shared_buffers", "15", "" },
		{ "shared_buffers", "1e3", "8000kB" },
		{ "shared_buffers", "-1", "" },
		{ "shared_buffers", "0.3GB", "307MB" },
		{ "effective_cache_size", "100kB", "96kB" },
		{ "effective_cache_size", "1.4999TB", "1536GB" },
		{ "max_parallel_workers", "0.5", "0" },
		{ "max_parallel_workers", "1.5", "2" },
		{ "work_mem", "1e-3GB", "1MB" },
		{ "work_mem", "65.4999", "65kB" }, /* no unit: not first to whole bytes */
		{ "work_mem", "4096", "4MB" },
		{ "work_mem", "64kB", "64kB" },
		{ "work_mem", "63kB", "" },
		{ "work_mem", "63.6kB", "64kB" },
		{ "work_mem", "63.4kB", "" },
		{ "work_mem", "1TB", "1TB" },
		{ "work_mem", "4TB", "" },
		{ "work_mem", "08", "" },
		{ "work_mem", ".5MB", "512kB" },
		{ "work_mem", ".", "" },
		{ "work_mem", "+4MB", "4MB" },
		{ "work_mem", "0xabcd", "43981kB" },
		{ "work_mem", "0XFF0kB", "4080kB" },
		{ "autovacuum_work_mem", "-1", "-1" },
		{ "autovacuum_work_mem", "-2", "" },
		{ "max_slot_wal_keep_size", "-1", "-1" },
		{ "max_slot_wal_keep_size", "1000", "1000MB" },
		{ "min_dynamic_shared_memory", "0", "0" },
		{ "max_connections", "100", "100" },
		{ "max_connections", "100MB", "" },
		{ "max_connections", "262144", "" },
		{ "idle_replication_slot_timeout", "2d", "48h" },
		{ "idle_replication_slot_timeout", "90", "90s" },
		{ "idle_replication_slot_timeout", "90000000us", "90s" },
		{ "idle_replication_slot_timeout", "1.5min", "90s" },
		{ "jit", "OFF", "off" },
		{ "jit", "t", "true" },
		{ "jit", "of", "off" },
		{ "jit", "o", "" },
		{ "jit", "", "" },
		{ "jit", "maybe", "" },
		{ "jit", "offf", "" },
		{ "jit", "on ", "" },
		{ "huge_pages", "Try", "try" },
		{ "huge_pages", "1", "1" },
		{ "huge_pages", "t", "" },
		{ "wal_level", "hot_standby", "hot_standby" },
		{ "wal_level", "log", "" },
		{ "wal_level", "minimal, replica", "" },
		{ "wal_compression", "LZ4", "lz4" },
		{ "wal_compression", "gzip", "" },
		{ "archive_mode", "always", "always" },
		{ "shared_memory_type", "posix", "" },
		{ "dynamic_shared_memory_type", "sysv", "sysv" },
		{ "random_page_cost", "1.10", "1.1" },
		{ "random_page_cost", "010", "10" },
		{ "random_page_cost", "1e400", "" },
		{ "hash_mem_multiplier", "0.5", "" },
		{ "wal_compression", "lz4", "lz4" },
	};

	for (size_t i = 0; i < LEN(rows); i++)
		T(reads(rows[i].name, rows[i].text, rows[i].shown_as), rows[i].text);
}

static void
test_writing(void)
{
	static const struct {
		int64_t bytes;
		const char *text;
	} sizes[] = {
		{ 1536 * MIB, "1536MB" }, /* 1.5GB would not be exact in GB */
		{ 1024 * MIB, "1GB" },
		{ 2880 * KIB, "2880kB" },
	};
	struct value v = { .kind = VALUE_INT };
	char buf[64];
	struct str out = str_on(buf, sizeof(buf));

	for (size_t i = 0; i < LEN(sizes); i++) {
		v.n = sizes[i].bytes;
		str_clear(&out), value_write(&out, setting_by_id(WORK_MEM), &v);
		T(strcmp(buf, sizes[i].text) == 0, sizes[i].text);
	}
	v.n = 48 * 60 * 60 * 1000;
	str_clear(&out), value_write(&out, setting_by_id(IDLE_REPLICATION_SLOT_TIMEOUT), &v);
	T(strcmp(buf, "48h") == 0);
	v.kind = VALUE_NONE;
	str_clear(&out), value_write(&out, setting_by_id(WORK_MEM), &v);
	T(strcmp(buf, "") == 0);
}

static void
test_sameness(void)
{
	const struct setting *jit = setting_by_name("JIT");
	struct value a, b;
	struct err e;

	T(jit != NULL && setting_by_name("no_such") == NULL);
	T(value_read(jit, "off", &a, &e) == 0 && value_read(jit, "FALSE", &b, &e) == 0);
	T(value_same(&a, &b), "booleans by meaning");
	T(value_read(jit, "on", &b, &e) == 0 && !value_same(&a, &b));
}

/* Every row is complete, and its default is a value in its own range. */
static void
test_rows(void)
{
	bool complete = true, in_range = true;

	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *s = setting_by_id(id);

		complete &= s != NULL && s->subject != NULL && s->why != NULL && s->preset != NULL;
		complete &= s->kind == VALUE_TEXT || s->bare > 0;
		complete &= s->kind != VALUE_INT || (s->grain > 0 && s->max > 0);
		complete &= s->unit == UNIT_NONE || s->bare > 0;
		for (int major = PLAN_MIN_MAJOR; major <= PLAN_MAX_MAJOR; major++) {
			struct value v;
			struct err e;

			in_range &= value_read(s, setting_preset(s, major), &v, &e) == 0;
		}
	}
	T(complete);
	T(in_range);
}

int
main(void)
{
	test_reading();
	test_writing();
	test_sameness();
	test_rows();
	return t_done();
}
