/* output.h — results on stdout, made whole before they are written, and what stdout is. */
#ifndef CMD_OUTPUT_H
#define CMD_OUTPUT_H

#include "cmd/cmd.h"

/* The one buffer results are rendered into, emptied. */
struct str output_buffer(void);

/* Writes it to stdout; the exit code: 1, with a message, when the text was longer than the buffer.
 * main() checks that what was written arrived. */
int output_write(const struct str *out);

/* Columns for reports: the terminal's, COLUMNS, or 100; between 60 and 120. */
int output_width(char *const *env);

/* Escape sequences are wanted: stdout is a terminal that knows them, and NO_COLOR is not set. */
bool output_colour(char *const *env);

#endif
