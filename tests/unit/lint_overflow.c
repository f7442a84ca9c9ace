/* What does not fit is one note, never more: the arrays are the caller's and may be tiny. */
#include "base/str.h"
#include "../fuzz/lint_check.h"
#include "t.h"

int
main(void)
{
	static char text[60000];
	struct str out = str_on(text, sizeof(text));
	static struct lint_finding findings[4];
	static struct lint_object objects[2];
	static struct lint lint;
	struct lint_file file = { .path = "a.sql", .name = "a.sql", .run = LINT_SQL };

	for (int i = 0; i < 1000; i++)
		str_addf(&out, "CREATE ROLE r%d PASSWORD 'x'; GRANT s%d TO r%d;\n", i, i, i);
	lint_check_text("10-a.sql", LINT_SQL, text, out.len);
	lint_check_text("10-a.sh", LINT_SCRIPT, text, out.len);
	file.text = text;
	file.len = out.len;
	lint.container = (struct lint_container){ .user = "postgres", .database = "postgres" };
	lint.files = &file;
	lint.nfiles = 1;
	lint.objects = lint_objects_on(objects, LEN(objects));
	lint.findings = findings;
	lint.findings_cap = LEN(findings);
	lint_check(&lint);
	T(lint.nfindings == LEN(findings), "the array is full");
	T(findings[0].rule == LINT_TOO_MUCH && findings[1].rule != LINT_TOO_MUCH,
	    "and says so once");
	T(lint_worst(&lint) == SEVERITY_WARNING, "a role that was lost is not called missing");
	lint.nfindings = 0;
	lint.findings_cap = 0;
	lint_check(&lint);
	T(lint.nfindings == 0, "no array, no finding");
	return t_done();
}
