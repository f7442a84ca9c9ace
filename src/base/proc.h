/* proc.h — other programs: argv arrays straight to execve, never a shell; their identity, their
 * descriptors, their output under a deadline, and their exit codes. */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include <sys/types.h>

#include "base/fail.h"
#include "base/str.h"

#define PROC_GROUPS 64

/* Who a process is: numbers alone, whoever made them. */
struct proc_user {
	uid_t uid;
	gid_t gid;
	gid_t groups[PROC_GROUPS]; /* supplementary */
	size_t group_count;
};

struct proc {
	const char *const *argv;
	const char *file;             /* NULL: argv[0]. No slash in it: looked up in our PATH */
	char *const *env;             /* NULL: ours */
	const char *cwd;              /* NULL: ours */
	const struct proc_user *user; /* NULL: ours */
	int in, out, err;             /* become 0, 1 and 2; 0: inherited */
	int death_signal;             /* sent to it when this process ends; 0: none */
	bool group;                   /* a process group of its own */
	bool deaf; /* SIGHUP, SIGUSR1 and SIGUSR2, which would end it, are ignored until it handles
		      them */
};

/* Blocks every signal for this process and remembers the mask it had, which proc_start() and
 * proc_exec() restore in what they start. For a PID 1, before anything else. */
void proc_block_signals(void);
/* Whoever takes one of the three signals below, so that it is pending no more, says so here. */
void proc_note_end(void);
/* True when SIGTERM, SIGINT or SIGQUIT is pending, or was taken. */
bool proc_is_asked_to_end(void);
/* Gives this process the mask it had before proc_block_signals(). */
void proc_restore_signals(void);

/* Starts it. The pid, or -1 and e with errno: also when the exec failed, so that ENOENT and EACCES
 * are told apart from what the program itself returns (proc_exec_code). */
pid_t proc_start(const struct proc *p, struct err *e);

/* Waits for one child. Its exit code, 128+n when signal n ended it; -1 and e: no such child. */
int proc_wait(pid_t pid, struct err *e);

/* proc_start() and proc_wait(): the exit code, or -1 and e when it could not be started. */
int proc_run(const struct proc *p, struct err *e);

/* Runs it with an empty stdin; its stdout and stderr go into the strs (NULL: discarded). The exit
 * code; -1 and e when it did not start or ran longer than deadline_ms (it is killed with its
 * process group, errno is ETIMEDOUT). Processes of its group that still hold the pipes are killed
 * when it ends. Output that does not fit sets the str's `full` and is no error. */
int proc_capture(
    const struct proc *p, struct str *out, struct str *err, int deadline_ms, struct err *e);

/* Becomes the program: returns only when that failed, -1 and e with errno. */
int proc_exec(const struct proc *p, struct err *e);

/* Takes the identity for good, verified: groups, gid, uid, real, effective and saved. */
int proc_become(const struct proc_user *user, struct err *e);

/* The exit code a shell gives: of a wait status, and of an errno of exec (127 not found, else 126).
 */
int proc_code(int status);
int proc_exec_code(int error);

/* Finds `word` in our PATH as exec would: 0 and the path, or -1 and errno. */
int proc_find(const char *word, char *path, size_t cap);

/* The number in that base behind "FIELD:" in /proc/PID/status; -1: it does not tell. */
long proc_status(int64_t pid, const char *field, int base);

/* Adds a hint to the failure of a fork or an exec, when errno says that a limit is reached. Returns
 * -1. */
int proc_hint_limit(struct err *e);

/* Milliseconds of the monotonic clock, for deadlines and durations. */
int64_t proc_now_ms(void);

/* Sleeps that long, or until a signal comes. */
void proc_pause_ms(int64_t ms);

#endif
