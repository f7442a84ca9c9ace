/* argv.h — the server's command line, read as the postmaster reads it. */
#ifndef GUC_ARGV_H
#define GUC_ARGV_H

#include "guc/gucset.h"

/* Adds a GUC_ARGV row for every setting the words make: -c a=b, -ca=b, --a=b, --a-b=c, -B -N -S -p
 * -k -h -W with their value, -i -l -F -O -P -s -e alone or clustered ("-FN50"), -d -f -t. argv is
 * NULL-terminated and begins behind the program's name. A setting without a value is left for the
 * server to refuse. set NULL: only data_dir is asked for.
 *
 * Returns how many words were read: argv[n] is the first the server would not take (an operand, the
 * word behind "--", an unknown flag), NULL when it takes all. data_dir: what -D said, or NULL. */
size_t guc_read_argv(struct gucset *set, char *const *argv, const char **data_dir);

/* -B 16MB, -B16MB: the rest of the word behind the letter, else the next word, is its value. */
bool guc_flag_takes_value(char letter);

#endif
