/* pgbouncer_explain.c — `pgbouncer explain [TEXT]`: the cause and the fix of an error text. */
#include "cmd/pgbouncer.h"

#include <stdio.h>

#include "pooler/explain.h"

static void
print(const struct pooler_cause *cause)
{
	printf("%s\n    cause: %s\n    fix: %s\n", cause->text, cause->cause, cause->fix);
}

static int
list_causes(void)
{
	size_t count;
	const struct pooler_cause *causes = pooler_causes(&count);

	for (size_t i = 0; i < count; i++)
		print(&causes[i]);
	return EXIT_DONE;
}

static int
run_explain(struct call *call)
{
	const char *const *words = call->args + 1;
	char text[2048];
	struct str s = str_on(text, sizeof(text));
	const struct pooler_cause *cause;
	struct err e;

	if (words[0] == NULL)
		return list_causes();
	for (int i = 0; words[i] != NULL; i++)
		str_addf(&s, "%s%s", i ? " " : "", words[i]);
	cause = pooler_explain(text);
	if (cause == NULL) {
		fail(&e, "\"%s\" is no error text we know", text);
		fail_hint(&e, "\"pgtune-auto pgbouncer explain\" alone lists them");
		return failed(&e);
	}
	print(cause);
	return EXIT_DONE;
}

const struct verb pgbouncer_explain = {
	.name = "explain",
	.max_args = -1,
	.run = run_explain,
};
