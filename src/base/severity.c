/* severity.c — the words of the severities. */
#include "base/severity.h"

const char *const severity_words[] = { "note", "warning", "error" };
