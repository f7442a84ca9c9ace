/* words.c — the tokenizer: one pass, with a state for each kind of quote. */
#include "boot/words.h"

#include <string.h>

enum state {
	BETWEEN,
	BARE,
	SINGLE,
	DOUBLE
};

struct splitter {
	const char *text, *p;
	enum state state;
	struct str *store;
	const char **argv;
	int count, cap;
};

static int
refuse(const struct splitter *s, struct err *e)
{
	fail(e, "'%c' at position %zu is not %s", *s->p, (size_t)(s->p - s->text) + 1,
	    s->state == DOUBLE ? "expanded" : "taken outside quotes");
	return fail_hint(
	    e, "nothing here is run by a shell: put it in single quotes to mean itself");
}

static int
begin_word(struct splitter *s, struct err *e)
{
	if (s->state != BETWEEN)
		return 0;
	if (s->count >= s->cap - 1)
		return fail(e, "more than %d words", s->cap - 1);
	s->argv[s->count++] = s->store->p + s->store->len;
	s->state = BARE;
	return 0;
}

static void
end_word(struct splitter *s)
{
	if (s->state == BARE)
		str_addc(s->store, '\0');
	s->state = BETWEEN;
}

/* A backslash outside '…': the next character itself; before a newline: neither of them. In "…" it
 * quotes only what is special there. */
static int
backslash(struct splitter *s, struct err *e)
{
	char next = s->p[1];

	if (next == '\0')
		return fail(e, "the \\ at the end quotes nothing");
	if (next == '\n') {
		s->p++;
		return 0;
	}
	if (begin_word(s, e) < 0)
		return -1;
	if (s->state == DOUBLE && strchr("$`\"\\", next) == NULL)
		str_addc(s->store, '\\');
	str_addc(s->store, next);
	s->p++;
	return 0;
}

static int
outside_quotes(struct splitter *s, struct err *e)
{
	char c = *s->p;

	if (c == ' ' || c == '\t' || c == '\n') { /* a YAML block ends in a newline */
		end_word(s);
		return 0;
	}
	if (c == '\\')
		return backslash(s, e);
	if (strchr("$`;|&<>()", c) != NULL || (c == '#' && s->state == BETWEEN))
		return refuse(s, e);
	if (begin_word(s, e) < 0)
		return -1;
	if (c == '\'')
		s->state = SINGLE;
	else if (c == '"')
		s->state = DOUBLE;
	else
		str_addc(s->store, c);
	return 0;
}

static int
inside_quotes(struct splitter *s, struct err *e)
{
	char c = *s->p;

	if (c == (s->state == SINGLE ? '\'' : '"'))
		s->state = BARE;
	else if (s->state == DOUBLE && c == '\\')
		return backslash(s, e);
	else if (s->state == DOUBLE && (c == '$' || c == '`'))
		return refuse(s, e);
	else
		str_addc(s->store, c);
	return 0;
}

int
words_split(const char *text, struct str *store, const char **argv, int cap, struct err *e)
{
	struct splitter s = { .text = text, .p = text, .store = store, .argv = argv, .cap = cap };

	str_clear(store);
	for (; *s.p != '\0'; s.p++) {
		bool quoted = s.state == SINGLE || s.state == DOUBLE;

		if ((quoted ? inside_quotes(&s, e) : outside_quotes(&s, e)) < 0)
			return -1;
	}
	if (s.state == SINGLE || s.state == DOUBLE)
		return fail(e, "a %c quote is not closed", s.state == SINGLE ? '\'' : '"');
	end_word(&s);
	argv[s.count] = NULL;
	if (store->full)
		return fail(e, "longer than %zu bytes", store->cap);
	return s.count;
}
