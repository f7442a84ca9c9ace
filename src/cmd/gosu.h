/* gosu.h — what this program is under the names gosu and su-exec. */
#ifndef CMD_GOSU_H
#define CMD_GOSU_H

/* gosu USER[:GROUP] COMMAND [ARG...]: becomes COMMAND as that user, HOME set to the account's. argv
 * as main() has it. Returns the exit code of not being able to, 1 as gosu's; 0 of --help,
 * --version.
 */
int gosu(char **argv);

#endif
