/* hba_read.h — reads a pg_hba.conf or PgBouncer's hba file, a line at a time. */
#ifndef POOLER_HBA_READ_H
#define POOLER_HBA_READ_H

#include "pooler/text.h"

#define HBA_LINES 256

struct hba_line {
	char type[16], database[128], user[128], address[64], method[32];
	int line;
};

/* The lines of the file that are rules; returns how many (at most cap). */
size_t hba_read(const char *p, size_t len, struct hba_line *lines, size_t cap);

/* Does every connection that b is about match a? Of names of hosts only the same text. */
bool hba_covers(const struct hba_line *a, const struct hba_line *b);

#endif
