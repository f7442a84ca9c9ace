/* wire.c — messages from hostile bytes, and the probe against listeners that misbehave. Real
 * servers are in tests/e2e. */
#include "wire/startup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/proc.h"
#include "t.h"

#define BYTES(literal) (literal), sizeof(literal) - 1

static struct wire_message m;
static size_t used;

static int
split(const char *p, size_t len)
{
	return message_split(p, len, &m, &used);
}

static void
test_split(void)
{
	static const char auth[] = "R\0\0\0\10\0\0\0\12rest";
	int32_t n;
	size_t at = 0;

	for (size_t len = 0; len < 9; len++)
		T(split(auth, len) == 0 && used == 0, "a part is no message");
	T(split(auth, 13) == 1 && used == 9 && m.type == 'R' && m.len == 4);
	T(message_int32(&m, &at, &n) && n == 10 && at == 4);
	T(!message_int32(&m, &at, &n) && at == 4, "no reading past the body");
	T(split(BYTES("HTTP/1.1 400 Bad Request")) == -1);
	T(split(BYTES("\0\0\0\0\0")) == -1);
	T(split(BYTES("R\0\0\0\3")) == -1, "a length below its own size");
	T(split(BYTES("R\377\377\377\377")) == -1);
	T(split(BYTES("R\0\1\0\0")) == -1, "longer than the buffer");
	T(split(BYTES("Ecould not fork new process\n\0")) == 1 && m.type == 'e');
	T(split(BYTES("Ecould not")) == 0);
}

static void
test_error(void)
{
	struct wire_error error;
	struct wire_message whole = { 'E',
		BYTES("SFATAL\0VFATAL\0C57P03\0Mthe database\nsystem\0\0") };
	struct wire_message cut = { 'E', BYTES("SFATAL\0Mno end") };
	struct wire_message empty = { 'E', "", 0 };

	message_error(&whole, &error);
	T(!strcmp(error.sqlstate, "57P03") && !strcmp(error.severity, "FATAL"));
	T(!strcmp(error.text, "the database?system"));
	message_error(&cut, &error);
	T(!strcmp(error.severity, "FATAL") && error.text[0] == '\0');
	message_error(&empty, &error);
	T(error.text[0] == '\0');
}

/* A listener in folder that answers one connection with `text`, or never accepts when NULL. */
static int
listener(const char *folder, const char *text)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/.s.PGSQL.1", folder);
	unlink(a.sun_path);
	if (bind(fd, (const struct sockaddr *)&a, sizeof(a)) < 0 || listen(fd, 1) < 0)
		return -1;
	if (text != NULL && fork() == 0) {
		char drop[256];
		int c = accept(fd, NULL, NULL);
		ssize_t n = read(c, drop, sizeof(drop));

		n = write(c, text, strlen(text));
		_exit(n < 0);
	}
	return fd;
}

/* One that answers has all the time it wants: the machine may be busy. */
static enum wire_outcome
probe(const char *folder, int timeout_ms)
{
	struct wire_where at = { folder, 1 };
	struct wire_login as = { "u", "d", NULL };
	struct wire_answer answer;

	wire_probe(&at, &as, timeout_ms, &answer);
	T((answer.e.text[0] != '\0') == (answer.outcome >= WIRE_REFUSED), "a failure says why");
	return answer.outcome;
}

static void
test_listeners(void)
{
	char folder[] = "/tmp/pgtune-wire.XXXXXX", path[64];
	int fd;

	T(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/.s.PGSQL.1", folder);
	T(probe(folder, 60000) == WIRE_REFUSED, "no socket");
	fd = listener(folder, NULL);
	T(probe(folder, 200) == WIRE_TIMEOUT, "nobody answers");
	close(fd);
	T(probe(folder, 60000) == WIRE_REFUSED, "a socket left over");
	fd = listener(folder, "HTTP/1.1 400 Bad Request\r\n");
	T(probe(folder, 60000) == WIRE_GARBAGE);
	close(fd);
	fd = listener(folder, "");
	T(probe(folder, 60000) == WIRE_CLOSED, "closed without a word");
	close(fd);
	while (wait(NULL) > 0)
		;
	unlink(path);
	rmdir(folder);
}

/* One that never stops sending cannot hold us: at the deadline nothing more is read. */
static void
test_deadline(void)
{
	static const char ready[] = { 'Z', 0, 0, 0, 5, 'I' };
	static struct wire w;
	struct err e;
	int fds[2];

	T(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	T(write(fds[1], ready, sizeof(ready)) == sizeof(ready));
	w.fd = fds[0];
	w.deadline_ms = 1;
	T(wire_receive(&w, &m, &e) < 0 && errno == ETIMEDOUT);
	w.deadline_ms = proc_now_ms() + 60000;
	T(wire_receive(&w, &m, &e) == 0 && m.type == 'Z');
	close(fds[0]);
	close(fds[1]);
}

static void
test_addresses(void)
{
	struct wire_where closed = { "127.0.0.1", 1 };
	char folder[120];
	struct wire_where far = { folder, 5432 };
	struct wire_login as = { "u", "d", NULL };
	struct wire_answer answer;

	wire_probe(&closed, &as, 60000, &answer);
	T(answer.outcome == WIRE_REFUSED);
	memset(folder, '/', sizeof(folder) - 1);
	folder[sizeof(folder) - 1] = '\0';
	wire_probe(&far, &as, 60000, &answer);
	T(answer.outcome == WIRE_REFUSED, "a socket folder with too long a name");
}

int
main(void)
{
	test_split();
	test_error();
	test_listeners();
	test_deadline();
	test_addresses();
	return t_done();
}
