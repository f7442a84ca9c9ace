/* call.c — reads the options of a call, and tells what is wrong with it. */
#include "cmd/call.h"

#include <string.h>

#include "base/log.h"
#include "base/num.h"

const char *
call_option(const struct call *call, int id, const char *otherwise)
{
	return call->opts.value[id] != NULL ? call->opts.value[id] : otherwise;
}

const char *
call_said_as(const struct call *call, int id, char buf[OPT_SAID_MAX])
{
	return opt_said_as(&options, &call->opts, id, buf);
}

int
call_wrong(const struct call *call, int id, struct err *e)
{
	char said_as[OPT_SAID_MAX];

	return fail_within(e, "%s", call_said_as(call, id, said_as));
}

int
call_number(const struct call *call, int id, const int64_t range[2], int64_t *n, struct err *e)
{
	const char *text = call->opts.value[id];

	if (text == NULL || num_int(text, strlen(text), range[0], range[1], n, e) == 0)
		return 0;
	return call_wrong(call, id, e);
}

int
call_format(const struct call *call, const char *const *formats, struct err *e)
{
	return opt_word(formats, "--format", call_option(call, OPT_FORMAT, formats[0]), e);
}

int
usage_error(const struct err *e)
{
	log_error(e);
	return EXIT_USAGE;
}

int
failed(const struct err *e)
{
	log_error(e);
	return EXIT_FAILED;
}
