/* The JSON writer: commas, escapes, bytes that are no UTF-8, bounds. */
#include "render/json.h"

#include <string.h>

#include "t.h"

static char buf[4096];

static int
writes(const char *bytes, size_t len, const char *want)
{
	struct str out = str_on(buf, sizeof(buf));
	struct json j = json_on(&out);

	json_stringn(&j, bytes, len);
	return strcmp(out.p, want) == 0;
}

static void
strings(void)
{
	T(writes("", 0, "\"\""));
	T(writes("a\"b\\c\n\r\t\b\f", 10, "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\""));
	T(writes("\0\x01\x1f\x7f", 4, "\"\\u0000\\u0001\\u001f\\u007f\""));
	T(writes("\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x98", 9,
	      "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x98\""),
	    "two, three and four bytes stay");
	T(writes("\xc3", 1, "\"\xef\xbf\xbd\""), "cut short");
	T(writes("\xc0\xaf", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\""), "overlong");
	T(writes("\xed\xa0\x80", 3, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""), "surrogate");
	T(writes("\xf4\x90\x80\x80", 4, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""),
	    "above U+10FFFF");
	T(writes("\xff"
		 "a",
	    2,
	    "\"\xef\xbf\xbd"
	    "a\""));
}

static void
scopes(void)
{
	struct str out = str_on(buf, sizeof(buf));
	struct json j = json_on(&out);

	json_open(&j, '{');
	json_key(&j, "a"), json_int(&j, -5);
	json_key(&j, "b"), json_open(&j, '['), json_close(&j);
	json_key(&j, "c"), json_open(&j, '[');
	json_bool(&j, true), json_null(&j), json_open(&j, '{'), json_close(&j),
	    json_string(&j, "x");
	json_close(&j);
	json_close(&j);
	T(strcmp(out.p, "{\"a\":-5,\"b\":[],\"c\":[true,null,{},\"x\"]}") == 0);
	T(!out.full);
}

static void
bounds(void)
{
	struct str out = str_on(buf, sizeof(buf));
	struct json j = json_on(&out);

	for (int i = 0; i < JSON_DEPTH + 3; i++)
		json_open(&j, '[');
	T(out.full, "too deep is full, never a write past the stack");
	for (int i = 0; i < JSON_DEPTH + 5; i++)
		json_close(&j);
	out = str_on(buf, 4);
	j = json_on(&out);
	json_string(&j, "long");
	T(out.full && strlen(buf) == 3);
}

int
main(void)
{
	strings();
	scopes();
	bounds();
	return t_done();
}
