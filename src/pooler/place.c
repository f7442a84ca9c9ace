/* place.c — reads HOST[:PORT]. */
#include "pooler/place.h"

#include <string.h>

#include "base/num.h"
#include "base/str.h"

/* Where ":PORT" starts, or the end. Two colons without brackets are an IPv6 address alone. */
static const char *
find_port(const char *text)
{
	const char *colon = strrchr(text, ':'), *bracket = strrchr(text, ']');

	if (colon == NULL || (bracket != NULL && bracket > colon))
		return text + strlen(text);
	if (text[0] != '[' && text[0] != '/' && strchr(text, ':') != colon)
		return text + strlen(text);
	return colon;
}

int
pooler_place_read(const char *text, int port, struct pooler_place *p, struct err *e)
{
	const char *end = find_port(text);
	size_t len = (size_t)(end - text);
	int64_t n = port;

	if (str_check_host(text, e) < 0)
		return fail_hint(e, "HOST or HOST:PORT, and neither user nor password");
	if (*end == ':' && num_int(end + 1, strlen(end + 1), 1, 65535, &n, e) < 0)
		return fail_within(e, "port of \"%s\"", text);
	if (len > 2 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (len == 0 || len >= sizeof(p->host))
		return fail(e, "\"%s\" names no host", text);
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] <= ' ' || strchr(",'\"=\\[]", text[i]) != NULL)
			return fail(e, "byte %zu of \"%s\" stands in no host name", i + 1, text);
	memcpy(p->host, text, len);
	p->host[len] = '\0';
	p->port = (int)n;
	return 0;
}
