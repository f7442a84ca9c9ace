/* json.h — writes one JSON value into a struct str: a stack of open scopes places the commas
 * and closing brackets.
 *
 *	struct json j = json_on(&out);
 *	json_open(&j, '{');
 *	json_member_int(&j, "cpus", 2);
 *	json_member_open(&j, "warnings", '['), json_close(&j);
 *	json_close(&j);
 *
 * A long document may be written out in pieces: print out.p and str_clear(&out) between any two
 * calls; the state lives in struct json. */
#ifndef RENDER_JSON_H
#define RENDER_JSON_H

#include "base/str.h"

#define JSON_DEPTH 16

struct json {
	struct str *out;
	char closer[JSON_DEPTH];
	bool has_member[JSON_DEPTH + 1];
	unsigned depth;
	bool after_key;
};

struct json json_on(struct str *out);
/* scope is '{' or '['; deeper than JSON_DEPTH sets out->full. */
void json_open(struct json *j, char scope);
void json_close(struct json *j);
void json_key(struct json *j, const char *name);
/* Any bytes: what is no valid UTF-8 becomes U+FFFD, control characters are escaped. */
void json_string(struct json *j, const char *text);
void json_stringn(struct json *j, const char *text, size_t len);
void json_int(struct json *j, int64_t n);
/* The shortest decimal within 6 digits; what is no finite number becomes null. */
void json_real(struct json *j, double x);
void json_bool(struct json *j, bool yes);
void json_null(struct json *j);

/* The same behind a key. json_member() is for texts. */
void json_member(struct json *j, const char *name, const char *text);
void json_member_int(struct json *j, const char *name, int64_t n);
void json_member_bool(struct json *j, const char *name, bool yes);
void json_member_open(struct json *j, const char *name, char scope);

#endif
