/* cert.h — until when a certificate is valid. */
#ifndef POOLER_CERT_H
#define POOLER_CERT_H

#include "base/str.h"

/* Reads the end of validity of the first certificate in a PEM text as "YYYYMMDDHHMMSS" (UTC), which
 * sorts by time. False when there is no certificate or none that we can read. */
bool cert_not_after(const char *pem, size_t len, char when[15]);

#endif
