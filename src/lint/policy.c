/* policy.c — reads a policy and matches names against its patterns. */
#include "lint/policy.h"

#include "base/str.h"

/* Nothing may come before the extensions; the replication role and its slot before whatever else
 * the stack adds, PgBouncer's role included. */
const char lint_default_policy[] = "forbid 00-*\n"
				   "first 01-extensions.sql\n"
				   "before 02-replication.sh *\n";

static size_t
word_at(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && !str_is_blank(*q))
		q++;
	return (size_t)(q - p);
}

/* Splits a line into words, at most cap; a # begins a comment. Returns how many there are. */
static size_t
split(struct span line, struct span *word, size_t cap)
{
	const char *p = line.p, *end = p + line.len;
	size_t n = 0;

	for (;;) {
		size_t len;

		while (p < end && str_is_blank(*p))
			p++;
		len = word_at(p, end);
		if (len == 0 || *p == '#')
			return n;
		if (n < cap)
			word[n] = (struct span){ p, len };
		n++;
		p += len;
	}
}

static int
add(struct lint_policy *policy, struct lint_policy_row row, struct err *e)
{
	if (policy->n == LINT_POLICY_ROWS)
		return fail(e, "more than %d rules", LINT_POLICY_ROWS);
	policy->row[policy->n++] = row;
	return 0;
}

static int
add_before(struct lint_policy *policy, const struct span *word, size_t n, struct err *e)
{
	if (n < 2)
		return fail(e, "\"before\" wants two patterns or more");
	for (size_t i = 0; i + 1 < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			struct lint_policy_row row = { LINT_BEFORE, word[i], word[j] };

			if (add(policy, row, e) < 0)
				return -1;
		}
	}
	return 0;
}

static int
add_each(struct lint_policy *policy, enum lint_policy_verb verb, const struct span *word, size_t n,
    struct err *e)
{
	if (n == 0)
		return fail(e, "\"%s\" wants a pattern", verb == LINT_FIRST ? "first" : "forbid");
	for (size_t i = 0; i < n; i++) {
		struct lint_policy_row row = { .verb = verb, .pattern = word[i] };

		if (add(policy, row, e) < 0)
			return -1;
	}
	return 0;
}

static int
read_line(struct lint_policy *policy, struct span line, struct err *e)
{
	struct span word[16];
	size_t n = split(line, word, LEN(word));

	if (n == 0)
		return 0;
	if (n > LEN(word))
		return fail(e, "more than %zu words", LEN(word));
	if (span_is(word[0], "first"))
		return add_each(policy, LINT_FIRST, word + 1, n - 1, e);
	if (span_is(word[0], "forbid"))
		return add_each(policy, LINT_FORBID, word + 1, n - 1, e);
	if (span_is(word[0], "before"))
		return add_before(policy, word + 1, n - 1, e);
	return fail(
	    e, "unknown word \"%.*s\"", (int)(word[0].len < 60 ? word[0].len : 60), word[0].p);
}

int
lint_policy_read(struct lint_policy *policy, const char *text, size_t len, struct err *e)
{
	struct span rest = { text, len }, line;

	policy->n = 0;
	for (unsigned number = 1; span_line(&rest, &line); number++)
		if (read_line(policy, line, e) < 0) {
			fail_within(e, "line %u", number);
			return fail_hint(e, "lines are: first PATTERN, before PATTERN PATTERN, "
					    "forbid PATTERN, # comment");
		}
	return 0;
}

/* Whether c is in the set that begins behind "[" at i; moves i behind the set's end. A set without
 * an end stands for its own bracket. */
static bool
in_set(const struct span *pattern, size_t *i, char c)
{
	size_t k = *i;
	bool negated = k < pattern->len && (pattern->p[k] == '!' || pattern->p[k] == '^');
	bool found = false;

	if (negated)
		k++;
	for (size_t first = k; k < pattern->len && (pattern->p[k] != ']' || k == first); k++) {
		char low = pattern->p[k], high = low;

		if (k + 2 < pattern->len && pattern->p[k + 1] == '-' && pattern->p[k + 2] != ']') {
			high = pattern->p[k + 2];
			k += 2;
		}
		found |= c >= low && c <= high;
	}
	if (k >= pattern->len)
		return c == '[';
	*i = k + 1;
	return found != negated;
}

/* Matches one pattern element at i against c; moves i behind it. */
static bool
matches_one(const struct span *pattern, size_t *i, char c)
{
	char want = pattern->p[(*i)++];

	if (want == '?')
		return true;
	if (want == '[')
		return in_set(pattern, i, c);
	if (want == '\\' && *i < pattern->len)
		want = pattern->p[(*i)++];
	return want == c;
}

bool
lint_pattern_matches(const struct span *pattern, const char *name)
{
	size_t i = 0, star = SIZE_MAX;
	const char *retry = NULL;

	while (*name != '\0' || i < pattern->len) {
		size_t next = i;

		if (i < pattern->len && pattern->p[i] == '*') {
			star = ++i;
			retry = name;
		} else if (*name != '\0' && i < pattern->len &&
			   matches_one(pattern, &next, *name)) {
			i = next;
			name++;
		} else if (retry != NULL && *retry != '\0') {
			name = ++retry;
			i = star;
		} else {
			return false;
		}
	}
	return true;
}
