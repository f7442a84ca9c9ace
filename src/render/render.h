/* render.h — a plan as text. Every renderer prints what stands in the plan and computes no value;
 * units are always printed. The caller checks out->full once, at its end. */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "base/str.h"
#include "tune/plan.h"

/* What is rendered, and for whom. */
struct rendering {
	const struct plan *plan;
	char *const *server_args;    /* the operator's own words to postgres, NULL-terminated */
	const char *const *warnings; /* all of them: machine, reader, plan */
	size_t warning_count;
	int width;   /* columns of the text formats */
	bool colour; /* escape sequences, for a terminal */
};

typedef void render_fn(struct str *out, const struct rendering *r);

/* The formats of `plan`. */
render_fn render_text;    /* a report for a person */
render_fn render_args;    /* the words -c and name=value, one a line */
render_fn render_conf;    /* a fragment of postgresql.conf */
render_fn render_sql;     /* ALTER SYSTEM, for psql */
render_fn render_env;     /* PGTUNE_NAME='value', for a shell */
render_fn render_k8s;     /* the postgresql section of a CloudNativePG Cluster */
render_fn render_compose; /* a compose service that plans the same */
render_fn render_json;

/* One setting, and why: value, rule, the numbers that went in, what would change it. */
void render_explanation(struct str *out, const struct rendering *r, enum setting_id id);
/* The memory budget as a chart of its terms. */
void render_budget(struct str *out, const struct rendering *r);

/* [AUTO-CONFIG] RAM: 4096MB (cgroup-v2), CPU: 2 cores (affinity) → shared_buffers=512MB, … */
void render_auto_config(struct str *out, const struct plan *p);

/* The value of a setting as the server reads it, with its unit; "" when it has none. */
void render_value(struct str *out, const struct plan *p, enum setting_id id);

/* A size in its largest exact unit down to kB, else rounded to MB: for people. */
void render_size(struct str *out, int64_t bytes);

/* "1.5 cores" needs 1500 as "1.5", 2000 as "2". */
void render_milli(struct str *out, int64_t milli);

/* A word as a POSIX shell reads it back: bare when that is safe, else in single quotes. */
void render_shell_word(struct str *out, const char *word);

/* Holds every name=value and a NUL: the longest name has 32 bytes. */
#define WORDS_ASSIGNMENT_MAX (64 + VALUE_TEXT_MAX)

/* The command line the entrypoint runs, word by word: postgres, a mode word of the operator's, the
 * plan as -c name=value, then the rest of the operator's words, which therefore win. */
struct words {
	const struct plan *plan;
	char *const *rest; /* server_args not handed out yet */
	int id;            /* the next setting; -2: postgres, -1: the mode word */
	bool flag_given;   /* "-c" was, its assignment is next */
	char assignment[WORDS_ASSIGNMENT_MAX];
};

/* "--single", "--boot" …: the server wants such a word first. Not "--", which ends its options. */
bool render_is_mode_word(const char *word);

struct words words_of(const struct plan *p, char *const *server_args);
/* The next word, NULL at the end; good until the next call. */
const char *words_next(struct words *w);

#endif
