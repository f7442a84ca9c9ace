/* rules.h — what `pgbouncer check` finds: one table of rules, and the list a check fills. */
#ifndef POOLER_RULES_H
#define POOLER_RULES_H

#include "base/fail.h"
#include "base/severity.h"

enum pooler_rule {
	L01,
	L02,
	L03,
	L04,
	L05,
	L06,
	L07,
	L08,
	L09,
	L10,
	L11,
	L12,
	L13,
	L14,
	L15,
	L16,
	L17,
	L18,
	L19,
	L20,
	L21,
	L22,
	L23,
	L24,
	L25,
	L26,
	L27,
	L28,
	L29,
	O01,
	O02,
	O03,
	O04,
	O05,
	O06,
	O07,
	O08,
	O09,
	O10,
	O11,
	O12,
	POOLER_RULES
};

struct rule {
	const char *id;
	enum severity level;
	const char *cause; /* what is wrong and what it leads to, in plain words */
	const char *fix;
};
extern const struct rule pooler_rules[POOLER_RULES];

#define FINDINGS 256

struct finding {
	enum pooler_rule rule;
	const char *file; /* as given; NULL: the live servers */
	int line;         /* 0: the whole file */
	char detail[768]; /* the culprit; control characters replaced; never a secret; room for a
			     database, a server's message and what pooler_explain() says of it */
};

struct findings {
	const char *file; /* where the findings that are added now stand; NULL: the live servers */
	struct finding list[FINDINGS];
	size_t count;
	bool full; /* there were more, none of them more serious than those in the list */
};

/* Adds a finding in f->file, at the rule's own level. */
void found(struct findings *f, enum pooler_rule rule, int line, const char *fmt, ...) PRINTF(4, 5);

/* The most serious level in the list, SEVERITY_NOTE when it is empty. */
enum severity findings_worst(const struct findings *f);

#endif
