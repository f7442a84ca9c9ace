/* The small texts of the reports, the command line of a plan, and that every format stays within
 * the buffer it was given. */
#include "render/render.h"

#include <string.h>

#include "render/layout.h"
#include "t.h"

static char buf[65536];
static struct plan plan;

static struct str
fresh(void)
{
	return str_on(buf, sizeof(buf));
}

static bool
is_milli(int64_t milli, const char *want)
{
	struct str s = fresh();

	render_milli(&s, milli);
	return strcmp(buf, want) == 0;
}

static bool
is_size(int64_t bytes, const char *want)
{
	struct str s = fresh();

	render_size(&s, bytes);
	return strcmp(buf, want) == 0;
}

static bool
is_word(const char *word, const char *want)
{
	struct str s = fresh();

	render_shell_word(&s, word);
	return strcmp(buf, want) == 0;
}

static bool
wraps(const char *text, size_t indent, size_t width, const char *want)
{
	struct str s = fresh();

	layout_wrap(&s, text, indent, width);
	return strcmp(buf, want) == 0;
}

static void
small_texts(void)
{
	T(is_milli(2000, "2") && is_milli(1500, "1.5") && is_milli(250, "0.25"));
	T(is_milli(1005, "1.005") && is_milli(1, "0.001") && is_milli(0, "0"));
	T(is_size(4 * GIB, "4096MB") && is_size(64 * KIB, "64kB") && is_size(0, "0MB"));
	T(is_word("work_mem=8MB", "work_mem=8MB") && is_word("", "''"));
	T(is_word("a b", "'a b'") && is_word("it's", "'it'\\''s'") && is_word("$x`", "'$x`'"));
	T(wraps("one two three", 2, 9, "one two\n  three\n"), "column 9 is the last");
	T(wraps("an_unbreakable_word x", 4, 10, "an_unbreakable_word\n    x\n"));
	T(wraps("→→→ →→→", 0, 7, "→→→ →→→\n"), "characters are counted, not bytes");
	T(wraps("", 4, 10, "\n"));
}

static void
make_plan(void)
{
	static struct host host;
	const struct wish wish = { .major = 18, .libraries = { "it's", "b" }, .library_count = 2 };

	host.memory.bytes = 4 * GIB;
	host.memory.physical_bytes = 16 * GIB;
	host.cpu.milli = 2000;
	host.cpu.count = 2;
	host.shm.total_bytes = host.pgdata.total_bytes = host.wal.total_bytes = -1;
	plan_make(&plan, &host, &wish, NULL);
}

static const char *
word_at(char *const *server_args, int n)
{
	static struct words w;
	const char *word = NULL;

	w = words_of(&plan, server_args);
	while (n-- >= 0)
		word = words_next(&w);
	return word;
}

static void
command_line(void)
{
	static char single[] = "--single", c[] = "-c", own[] = "a=b";
	static char dashes[] = "--";
	char *const end[] = { dashes, NULL };
	char *const args[] = { single, c, own, NULL }, *const plain[] = { c, own, NULL };
	struct words w = words_of(&plan, plain);
	const char *word, *last = NULL, *before = NULL;

	T(strcmp(word_at(plain, 0), "postgres") == 0);
	T(strcmp(word_at(plain, 1), "-c") == 0 && str_starts(word_at(plain, 2), "shared_buffers="));
	T(strcmp(word_at(args, 1), "--single") == 0, "a mode word stays first");
	T(strcmp(word_at(end, 1), "-c") == 0, "-- ends the options: the plan stands before it");
	while ((word = words_next(&w)) != NULL) {
		before = last;
		last = word;
	}
	T(before == c && last == own, "the operator's own words come last, and win");
	T(words_next(&w) == NULL);
}

/* Every format into every small buffer: never past its end, and `full` says that it was cut. */
static void
bounds(void)
{
	static render_fn *const formats[] = { render_text, render_args, render_conf, render_sql,
		render_env, render_k8s, render_compose, render_json };
	static char *const none[] = { NULL };
	const struct rendering r = { .plan = &plan, .server_args = none, .width = 80 };
	bool held = true;

	for (size_t i = 0; i < LEN(formats); i++) {
		struct str whole = fresh();

		formats[i](&whole, &r);
		held &= !whole.full && whole.len > 0 && buf[whole.len - 1] == '\n';
		for (size_t cap = 1; cap <= whole.len; cap += 37) {
			static char small[65536];
			struct str cut;

			memset(small, '#', sizeof(small));
			cut = str_on(small, cap);
			formats[i](&cut, &r);
			held &= cut.full && cut.len < cap && small[cap] == '#';
		}
	}
	T(held, "no format writes past its buffer");
}

static void
quoting(void)
{
	static char *const none[] = { NULL };
	const struct rendering r = { .plan = &plan, .server_args = none };
	struct str s = fresh();

	render_sql(&s, &r);
	T(strstr(buf, "SET shared_preload_libraries = 'it''s', 'b';") != NULL);
	s = fresh();
	render_conf(&s, &r);
	T(strstr(buf, "shared_preload_libraries = 'it''s,b'") != NULL);
	s = fresh();
	render_env(&s, &r);
	T(strstr(buf, "PGTUNE_SHARED_PRELOAD_LIBRARIES='it'\\''s,b'\n") != NULL);
	s = fresh();
	render_k8s(&s, &r);
	T(strstr(buf, "    - 'it''s'\n    - 'b'\n") != NULL);
}

/* The longest value, and sums that no 64 bits hold. */
static void
extremes(void)
{
	static char list[VALUE_TEXT_MAX], path[4096];
	const struct guc kept = { .name = "work_mem", .value = "1MB", .file = path, .line = 1 };
	char *no_args[] = { NULL };
	struct rendering r = { .plan = &plan, .server_args = no_args, .width = 100 };
	struct words w;
	const char *word;
	struct str s;

	memset(list, 'x', sizeof(list) - 1);
	make_plan();
	memcpy(plan.settings[SHARED_PRELOAD_LIBRARIES].value.text, list, sizeof(list));
	plan.settings[SHARED_PRELOAD_LIBRARIES].value.kind = VALUE_TEXT;
	plan.settings[SHARED_PRELOAD_LIBRARIES].from = FROM_OPTION;
	w = words_of(&plan, no_args);
	while ((word = words_next(&w)) != NULL && !str_starts(word, "shared_preload_libraries="))
		;
	T(word != NULL && str_ends(word, strlen(word), list), "the server gets all of it");
	s = fresh();
	render_json(&s, &r);
	T(!s.full && strstr(buf, list) != NULL, "so does who reads the JSON");
	s = fresh();
	render_conf(&s, &r);
	T(!s.full && strstr(buf, list) != NULL);
	memset(path, '/', sizeof(path) - 1);
	plan.settings[WORK_MEM].from = FROM_OPERATOR;
	plan.settings[WORK_MEM].kept = &kept;
	s = fresh();
	render_json(&s, &r);
	T(strstr(buf, path) != NULL, "where a value is from, wherever that is");
	plan.budget.terms[0].bytes = INT64_MAX;
	s = fresh();
	render_budget(&s, &r);
	T(strstr(buf, "████████████████████████") != NULL, "a full bar");
}

int
main(void)
{
	small_texts();
	make_plan();
	command_line();
	bounds();
	quoting();
	extremes();
	return t_done();
}
