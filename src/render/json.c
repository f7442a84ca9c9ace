/* json.c — a JSON writer with a stack of open scopes. */
#include "render/json.h"

#include <string.h>

#include "base/utf8.h"

struct json
json_on(struct str *out)
{
	return (struct json){ .out = out };
}

/* A comma where one is due; every value and every key starts here. */
static void
begin(struct json *j)
{
	if (j->after_key)
		j->after_key = false;
	else if (j->has_member[j->depth])
		str_addc(j->out, ',');
	j->has_member[j->depth] = true;
}

void
json_open(struct json *j, char scope)
{
	begin(j);
	if (j->depth == JSON_DEPTH) {
		j->out->full = true;
		return;
	}
	str_addc(j->out, scope);
	j->closer[j->depth++] = scope == '{' ? '}' : ']';
	j->has_member[j->depth] = false;
}

void
json_close(struct json *j)
{
	if (j->depth > 0)
		str_addc(j->out, j->closer[--j->depth]);
}

void
json_key(struct json *j, const char *name)
{
	json_string(j, name);
	str_addc(j->out, ':');
	j->after_key = true;
}

/* One character, escaped when it must be; returns how many bytes of p it took. */
static size_t
add_character(struct str *out, const char *p, size_t len)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	uint32_t code;
	size_t n = utf8_next(p, len, &code);
	const char *special = *p ? strchr(plain, *p) : NULL;

	if (n == 0) {
		str_add(out, "\xef\xbf\xbd");
		return 1;
	}
	if (special != NULL) {
		str_addc(out, '\\');
		str_addc(out, letter[special - plain]);
	} else if (str_is_control(*p)) {
		str_addf(out, "\\u%04x", (unsigned)(unsigned char)*p);
	} else {
		str_addn(out, p, n);
	}
	return n;
}

void
json_stringn(struct json *j, const char *text, size_t len)
{
	begin(j);
	str_addc(j->out, '"');
	for (size_t i = 0; i < len;)
		i += add_character(j->out, text + i, len - i);
	str_addc(j->out, '"');
}

void
json_string(struct json *j, const char *text)
{
	json_stringn(j, text, strlen(text));
}

void
json_int(struct json *j, int64_t n)
{
	begin(j);
	str_addf(j->out, "%lld", (long long)n);
}

void
json_real(struct json *j, double x)
{
	begin(j);
	if (x - x == 0)
		str_addf(j->out, "%g", x);
	else
		str_add(j->out, "null");
}

void
json_bool(struct json *j, bool yes)
{
	begin(j);
	str_add(j->out, yes ? "true" : "false");
}

void
json_null(struct json *j)
{
	begin(j);
	str_add(j->out, "null");
}

void
json_member(struct json *j, const char *name, const char *text)
{
	json_key(j, name);
	json_string(j, text);
}

void
json_member_int(struct json *j, const char *name, int64_t n)
{
	json_key(j, name);
	json_int(j, n);
}

void
json_member_bool(struct json *j, const char *name, bool yes)
{
	json_key(j, name);
	json_bool(j, yes);
}

void
json_member_open(struct json *j, const char *name, char scope)
{
	json_key(j, name);
	json_open(j, scope);
}
