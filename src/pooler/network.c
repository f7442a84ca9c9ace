/* network.c — reads ADDRESS/BITS. */
#include "pooler/network.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/num.h"

int
network_read(const char *p, size_t len, struct network *n, struct err *e)
{
	const char *slash = memchr(p, '/', len);
	size_t address_len = slash ? (size_t)(slash - p) : len;
	char text[INET6_ADDRSTRLEN];
	struct err why;
	uint64_t bits;

	if (slash == NULL)
		return fail(e, "\"%.*s\" is no network like 10.0.0.0/8", (int)len, p);
	*n = (struct network){ .size = memchr(p, ':', address_len) ? 128 : 32 };
	if (address_len < sizeof(text)) {
		memcpy(text, p, address_len);
		text[address_len] = '\0';
	}
	if (address_len >= sizeof(text) ||
	    inet_pton(n->size == 128 ? AF_INET6 : AF_INET, text, n->address) != 1)
		return fail(
		    e, "\"%.*s\" in \"%.*s\" is no address", (int)address_len, p, (int)len, p);
	if (num_uint(slash + 1, len - address_len - 1, &bits, &why) < 0 || bits > (uint64_t)n->size)
		return fail(
		    e, "\"%.*s\" needs a number up to %d behind the \"/\"", (int)len, p, n->size);
	n->bits = (int)bits;
	return 0;
}

bool
network_is_whole(const struct network *n)
{
	for (int i = n->bits; i < n->size; i++)
		if (n->address[i / 8] & (0x80 >> i % 8))
			return false;
	return true;
}
