/* pgcontrol.c — reads the control file by offset: struct ControlFileData of catalog/pg_control.h as
 * every 64-bit ABI lays it out. Only the tail moved in PostgreSQL 18. */
#include "guc/pgcontrol.h"

#include <string.h>

/* Offsets shared by 1300 (PostgreSQL 13 to 16), 1700 (17) and 1800 (18). */
enum {
	AT_VERSION = 8,
	AT_MAX_CONNECTIONS = 180,
	AT_MAX_WORKER_PROCESSES = 184,
	AT_MAX_WAL_SENDERS = 188,
	AT_MAX_PREPARED_XACTS = 192,
	AT_MAX_LOCKS_PER_XACT = 196,
	AT_SEGMENT_SIZE = 228,
};

static const struct layout {
	uint32_t version;
	size_t crc; /* its offset, right behind the bytes it covers */
} layouts[] = {
	{ 1300, 288 }, { 1700, 288 },
	{ 1800, 292 }, /* default_char_signedness came before the nonce */
};

static uint32_t
get32(const unsigned char *image, size_t at)
{
	uint32_t n;

	memcpy(&n, image + at, sizeof(n));
	return n;
}

/* CRC-32C (Castagnoli), reflected. */
static uint32_t
crc32c(const unsigned char *p, size_t len)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < len; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
	}
	return ~crc;
}

static const struct layout *
find_layout(uint32_t version)
{
	for (size_t i = 0; i < LEN(layouts); i++)
		if (layouts[i].version == version)
			return &layouts[i];
	return NULL;
}

int
pgcontrol_parse(const void *image, size_t len, struct pgcontrol *c, struct err *e)
{
	const unsigned char *p = image;
	const struct layout *layout;
	uint32_t version;

	if (len < 512)
		return fail(e, "too short for a control file: %zu bytes", len);
	version = get32(p, AT_VERSION);
	layout = find_layout(version);
	if (layout == NULL && find_layout(__builtin_bswap32(version)) != NULL)
		return fail(e, "of a machine with the other byte order");
	if (layout == NULL)
		return fail(e,
		    "pg_control_version %u is not known: 1300 (14 to 16), 1700 and 1800 are",
		    version);
	if (crc32c(p, layout->crc) != get32(p, layout->crc))
		return fail(e, "its CRC does not match its content");
	c->version = version;
	c->max_connections = (int32_t)get32(p, AT_MAX_CONNECTIONS);
	c->max_worker_processes = (int32_t)get32(p, AT_MAX_WORKER_PROCESSES);
	c->max_wal_senders = (int32_t)get32(p, AT_MAX_WAL_SENDERS);
	c->max_prepared_transactions = (int32_t)get32(p, AT_MAX_PREPARED_XACTS);
	c->max_locks_per_transaction = (int32_t)get32(p, AT_MAX_LOCKS_PER_XACT);
	c->segment_bytes = get32(p, AT_SEGMENT_SIZE);
	return 0;
}
