/* wire.c — messages from hostile bytes, and the probe against listeners that misbehave. Real
 * servers are in tests/e2e. */
#include "wire/session.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/proc.h"
#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "t.h"
#include "wire/listen.h"

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
	T(split(BYTES("E\0\0\0\10Mno\0")) == 1 && m.type == 'E' && m.len == 4 && used == 9);
}

/* Lengths at and beyond each limit, of a message that is all there. */
static void
test_lengths(void)
{
	static const struct {
		const char *head;
		int whole;
		char type;
		size_t used;
	} rows[] = {
		{ "Z\0\0\0\4", 1, 'Z', 5 },
		{ "D\0\0\1\2", 1, 'D', 259 },
		{ "D\0\0\177\377", 1, 'D', WIRE_BUFFER }, /* the longest */
		{ "D\0\0\200\0", -1, 0, 0 },
		{ "D\0\1\1\1", -1, 0, 0 },
		{ "D\1\0\0\4", -1, 0, 0 },
		{ "E\0\0\165\60", 1, 'E', 30001 }, /* the longest error */
		{ "Emuch", 0, 0, 0 },
	};
	static char text[WIRE_BUFFER];

	for (size_t i = 0; i < LEN(rows); i++) {
		size_t len = i + 1 < LEN(rows) ? sizeof(text) : 999;

		memset(text, 'x', sizeof(text));
		memcpy(text, rows[i].head, 5);
		T(split(text, len) == rows[i].whole && used == rows[i].used);
		T(used == 0 || (m.type == rows[i].type && m.len == used - 5));
		T(used == 0 || split(text, used - 1) == 0, "one byte is missing");
	}
	T(split(text, 1000) == -1, "text without an end");
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

#define AUTH_OK "R\0\0\0\010\0\0\0\0"
#define SASL "R\0\0\0\027\0\0\0\012SCRAM-SHA-256\0\0"
#define NOTES "S\0\0\0\010a\0b\0N\0\0\0\013Mnote\0\0"
#define READY "Z\0\0\0\005I"
#define OPEN AUTH_OK NOTES READY
#define REFUSAL(sqlstate) "E\0\0\0\023C" sqlstate "\0Msorry\0\0"
#define COLUMN(name) name "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define COLUMNS "T\0\0\0\056\0\002" COLUMN("a") COLUMN("b")
#define ROW "D\0\0\0\017\0\002\0\0\0\0011\377\377\377\377"

/* What a server says, byte by byte, to a login and to one query; `why` is the errno, 0: any. */
static const struct script {
	const char *says;
	size_t len;
	const char *text; /* of the failure, NULL: none */
	int why;
	const char *rows;
} scripts[] = {
	{ BYTES(OPEN COLUMNS ROW ROW READY), NULL, 0, "a=1 b= 1;a=1 b= 1;" },
	{ BYTES(OPEN NOTES READY), NULL, 0, "" },
	{ BYTES(OPEN COLUMNS ROW REFUSAL("42501") READY), "sorry [42501]", EACCES, "a=1 b= 1;" },
	{ BYTES(OPEN REFUSAL("57P01")), "sorry [57P01]", 0, "" },
	{ BYTES(OPEN COLUMNS "D\0\0\0\010\0\001\0\0" READY), NULL, 0, "" },
	{ BYTES(OPEN COLUMNS "D\0\0\0\016\0\002\0\0\0\0011\0\0\0" READY), NULL, 0, "" },
	{ BYTES(OPEN COLUMNS "D\0\0\0\017\0\002\0\0\0\0011\0\0\0\001" READY), NULL, 0, "" },
	{ BYTES(OPEN "T\0\0\0\031\0\001a\0only seventeen..." ROW READY), NULL, 0, "0;" },
	{ BYTES(OPEN), "the server closed the connection: Connection reset by peer", ECONNRESET,
	    "" },
	{ BYTES(OPEN "HTTP/1.1"), "this is no PostgreSQL server: Protocol error", EPROTO, "" },
	{ BYTES(AUTH_OK REFUSAL("3D000")), "sorry [3D000]", EACCES, "" },
	{ BYTES(NOTES READY), "unexpected message \"S\" in answer to the startup", 0, "" },
	{ BYTES(REFUSAL("53300")), "sorry [53300]", EAGAIN, "" },
	{ BYTES("Ecould not fork\n\0"), "could not fork?", 0, "" },
	{ BYTES("R\0\0\0\010\0\0\0\003"), "the server asks for authentication method 3, not SCRAM",
	    0, "" },
	{ BYTES(SASL AUTH_OK READY), "unexpected step 0 in the server's SCRAM exchange", 0, "" },
	{ BYTES(SASL), "the server closed the connection: Connection reset by peer", ECONNRESET,
	    "" },
	{ BYTES(SASL READY), "unexpected message \"Z\" from the server", 0, "" },
	{ BYTES(SASL NOTES REFUSAL("28P01")), "sorry [28P01]", EACCES, "" },
	{ BYTES(SASL "R\0\0\0\031\0\0\0\013r=mine,s=QQ==,i=1"),
	    "the server's SCRAM nonce does not extend ours", 0, "" },
};

static void
serve(int c, const struct script *s)
{
	char drop[256];

	if (read(c, drop, sizeof(drop)) < 0)
		_exit(1);
	for (size_t i = 0; i < s->len; i++)
		if (write(c, s->says + i, 1) != 1)
			_exit(1);
	shutdown(c, SHUT_WR);
	while (read(c, drop, sizeof(drop)) > 0)
		;
	_exit(0);
}

/* Has ended the session when its last words are read: who writes more is told so. */
static void
serve_gone(int c, const struct script *s)
{
	char drop[256];
	bool ok = read(c, drop, sizeof(drop)) > 0 && shutdown(c, SHUT_RD) == 0 &&
		  write(c, s->says, s->len) == (ssize_t)s->len;

	_exit(!ok);
}

/* Does all of SCRAM but to know the verifier. */
static void
serve_impostor(int c, const struct script *s)
{
	static const unsigned char zeros[SHA256_LEN];
	char text[256], reply[256];
	struct str out = str_on(reply, sizeof(reply));
	const char *nonce;
	ssize_t n;
	size_t begun;

	(void)s;
	n = read(c, text, sizeof(text));
	n = n < 0 ? n : write(c, SASL, sizeof(SASL) - 1);
	n = n < 0 ? n : read(c, text, sizeof(text));
	nonce = n < 0 ? NULL : memmem(text, (size_t)n, "r=", 2);
	if (nonce == NULL)
		_exit(1);
	begun = message_begin(&out, 'R');
	message_add_int32(&out, 11);
	str_addn(&out, nonce, (size_t)(text + n - nonce));
	str_add(&out, "more,s=QQ==,i=1");
	message_end(&out, begun);
	n = write(c, reply, out.len);
	n = n < 0 ? n : read(c, text, sizeof(text));
	str_clear(&out);
	begun = message_begin(&out, 'R');
	message_add_int32(&out, 12);
	str_add(&out, "v=");
	base64_add(&out, zeros, sizeof(zeros));
	message_end(&out, begun);
	str_addn(&out, BYTES(OPEN));
	n = n < 0 ? n : write(c, reply, out.len);
	while (n > 0)
		n = read(c, text, sizeof(text));
	_exit(0);
}

/* A listener in folder that serves one connection, or never accepts when `how` is NULL. */
static int
listener(const char *folder, void (*how)(int, const struct script *), const struct script *script)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/.s.PGSQL.1", folder);
	unlink(a.sun_path);
	if (bind(fd, (const struct sockaddr *)&a, sizeof(a)) < 0 || listen(fd, 1) < 0)
		return -1;
	if (how != NULL && fork() == 0)
		how(accept(fd, NULL, NULL), script);
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
test_listeners(const char *folder)
{
	static const struct script web = { .says = "HTTP/1.1 400 Bad Request\r\n", .len = 26 };
	static const struct script silent = { .len = 0 };
	int fd;

	T(probe(folder, 60000) == WIRE_REFUSED, "no socket");
	fd = listener(folder, NULL, NULL);
	T(probe(folder, 200) == WIRE_TIMEOUT, "nobody answers");
	close(fd);
	T(probe(folder, 60000) == WIRE_REFUSED, "a socket left over");
	fd = listener(folder, serve, &web);
	T(probe(folder, 60000) == WIRE_GARBAGE);
	close(fd);
	fd = listener(folder, serve, &silent);
	T(probe(folder, 60000) == WIRE_CLOSED, "closed without a word");
	close(fd);
}

/* A port that others share is tried beside them, and none of their clients goes astray. */
static void
test_shared_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0), accepted = 0;
	socklen_t len = sizeof(a);
	struct err e;
	pid_t trier;

	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &(int){ 1 }, sizeof(int));
	T(bind(fd, (const struct sockaddr *)&a, sizeof(a)) == 0 && listen(fd, 128) == 0 &&
	    getsockname(fd, (struct sockaddr *)&a, &len) == 0 &&
	    fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
	trier = fork();
	while (trier == 0)
		if (listen_try(&(struct wire_where){ "127.0.0.1", ntohs(a.sin_port) }, &e) < 0)
			_exit(1);
	for (int i = 0; i < 500; i++) {
		int client = socket(AF_INET, SOCK_STREAM, 0), server;

		if (connect(client, (const struct sockaddr *)&a, sizeof(a)) == 0 &&
		    (server = accept(fd, NULL, NULL)) >= 0) {
			accepted++;
			close(server);
		}
		close(client);
	}
	T(accepted == 500);
	T(waitpid(trier, NULL, WNOHANG) == 0, "the shared port is no hindrance");
	kill(trier, SIGKILL);
	waitpid(trier, NULL, 0);
	close(fd);
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

/* What a server is sent, to the byte. */
static void
test_sent(void)
{
	static const char want[] = "\0\0\0\056\0\003\0\0user\0u\0database\0d\0"
				   "application_name\0a\0\0Q\0\0\0\rSELECT 1\0X\0\0\0\004";
	static struct wire w;
	struct wire_login as = { "u", "d", "a" };
	struct wire_answer answer;
	struct err e;
	char got[256];
	int fds[2];

	T(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	T(write(fds[1], AUTH_OK READY, sizeof(AUTH_OK READY) - 1) > 0);
	w.fd = fds[0];
	w.deadline_ms = proc_now_ms() + 60000;
	wire_startup(&w, &as, &m, &answer);
	T(answer.outcome == WIRE_AUTH && wire_query(&w, "SELECT 1", NULL, NULL, &e) == 0);
	wire_close(&w);
	T(read(fds[1], got, sizeof(got)) == sizeof(want) - 1 &&
	    !memcmp(got, want, sizeof(want) - 1));
	close(fds[1]);
}

/* More than the socket takes at once arrives in order. */
static void
test_long_send(void)
{
	static struct wire w;
	static uint32_t words[50000], back[50000];
	struct err e;
	size_t have = 0;
	ssize_t n;
	int fds[2];

	for (uint32_t i = 0; i < LEN(words); i++)
		words[i] = i;
	T(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0 && fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0);
	T(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &(int){ 4096 }, sizeof(int)) == 0);
	w.fd = fds[0];
	w.deadline_ms = proc_now_ms() + 60000;
	if (fork() == 0)
		_exit(wire_send(&w, (const char *)words, sizeof(words), &e) < 0);
	close(fds[0]);
	while ((n = read(fds[1], (char *)back + have, sizeof(back) - have)) > 0)
		have += (size_t)n;
	T(have == sizeof(back) && !memcmp(words, back, sizeof(back)));
	close(fds[1]);
}

/* As before, at an address: the port, or 0. */
static int
listener_tcp(int *fd, const struct script *script)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(a);

	*fd = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(*fd, (struct sockaddr *)&a, len) < 0 || listen(*fd, 1) < 0 ||
	    getsockname(*fd, (struct sockaddr *)&a, &len) < 0)
		return 0;
	if (fork() == 0)
		serve(accept(*fd, NULL, NULL), script);
	return ntohs(a.sin_port);
}

static void
test_addresses(void)
{
	static const struct script full = { BYTES(REFUSAL("53300")), NULL, 0, NULL };
	struct wire_where local = { "127.0.0.1", 1 };
	char folder[120];
	struct wire_where far = { folder, 5432 };
	struct wire_login as = { "u", "d", NULL };
	struct wire_answer answer;
	int fd;

	wire_probe(&local, &as, 60000, &answer);
	T(answer.outcome == WIRE_REFUSED &&
	    !strcmp(answer.e.text, "connecting to 127.0.0.1 port 1: Connection refused"));
	local.port = listener_tcp(&fd, &full);
	wire_probe(&local, &as, 60000, &answer);
	T(answer.outcome == WIRE_ERROR && !strcmp(answer.error.sqlstate, "53300"));
	close(fd);
	memset(folder, '/', sizeof(folder) - 1);
	folder[sizeof(folder) - 1] = '\0';
	wire_probe(&far, &as, 60000, &answer);
	T(answer.outcome == WIRE_REFUSED, "a socket folder with too long a name");
}

static void
note_row(void *with, const struct wire_row *row)
{
	struct str *rows = with;
	char value[8];

	for (int i = 0; i < row->columns; i++)
		if (wire_column(row, row->names[i], value, sizeof(value)))
			str_addf(rows, "%s=%s ", row->names[i], value);
	str_addf(rows, "%lld;", (long long)wire_number(row, "a"));
}

static int
log_in_and_ask(const char *folder, const char *password, struct str *rows, struct err *e)
{
	static struct wire w;
	struct wire_where at = { folder, 1 };
	struct wire_login as = { "u", "d", "test" };
	struct wire_password secret = { password, password ? strlen(password) : 0 };
	int bad = wire_login(&w, &at, &as, &secret, 60000, e);

	if (bad < 0)
		return bad;
	bad = wire_query(&w, "SELECT 1", note_row, rows, e);
	wire_close(&w);
	return bad;
}

static void
play(const char *folder, void (*how)(int, const struct script *), const struct script *s)
{
	char text[64];
	struct str rows = str_on(text, sizeof(text));
	struct err e = { .text = "" };
	int fd = listener(folder, how, s);
	int bad = log_in_and_ask(folder, "secret", &rows, &e), why = errno;

	T(bad == (s->text ? -1 : 0) && !strcmp(rows.p, s->rows), e.text);
	T(s->text == NULL || !strcmp(e.text, s->text), e.text);
	T(s->why == 0 || why == s->why, strerror(why));
	close(fd);
}

static void
test_sessions(const char *folder)
{
	static const struct script refused = { BYTES(AUTH_OK REFUSAL("3D000")), "sorry [3D000]",
		EACCES, "" };

	for (size_t i = 0; i < LEN(scripts); i++)
		play(folder, serve, &scripts[i]);
	play(folder, serve_gone, &refused);
}

/* Whoever does not know the verifier is no server of ours; nor has any the password in the clear.
 */
static void
test_scram(const char *folder)
{
	static const struct script sasl = { BYTES(SASL), NULL, 0, NULL };
	char text[64];
	struct str rows = str_on(text, sizeof(text));
	struct err e = { .text = "" };
	int fd = listener(folder, serve_impostor, NULL);

	T(log_in_and_ask(folder, "secret", &rows, &e) < 0);
	T(!strcmp(e.text, "the server does not know the verifier: it is not the one we mean"));
	close(fd);
	fd = listener(folder, serve, &sasl);
	T(log_in_and_ask(folder, NULL, &rows, &e) < 0);
	T(!strcmp(e.text, "the server asks for a password and none is given"));
	close(fd);
}

int
main(void)
{
	char folder[] = "/tmp/pgtune-wire.XXXXXX", path[64];

	T(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/.s.PGSQL.1", folder);
	test_split();
	test_lengths();
	test_error();
	test_listeners(folder);
	test_sessions(folder);
	test_scram(folder);
	test_shared_port();
	test_deadline();
	test_sent();
	test_long_send();
	test_addresses();
	while (wait(NULL) > 0)
		;
	unlink(path);
	rmdir(folder);
	return t_done();
}
