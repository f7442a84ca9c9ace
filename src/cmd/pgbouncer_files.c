/* pgbouncer_files.c — what `pgbouncer run` renders from, and the files it writes. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/span.h"
#include "cmd/pgbouncer_run.h"
#include "host/detect.h"
#include "wire/listen.h"
#include "wire/session.h"

#define TMPFS 0x01021994 /* statfs f_type, linux/magic.h */
#define RAMFS 0x858458f6
#define NOFILE_WANTED (1 << 16)

/* PgBouncer keeps the soft limit it is started with: ours goes up to the hard one. */
static int64_t
raise_nofile(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 1024;
	if (limit.rlim_cur < NOFILE_WANTED) {
		struct rlimit more = { .rlim_max = limit.rlim_max };

		more.rlim_cur = limit.rlim_max < NOFILE_WANTED ? limit.rlim_max : NOFILE_WANTED;
		if (setrlimit(RLIMIT_NOFILE, &more) == 0)
			limit = more;
	}
	return limit.rlim_cur > (1 << 20) ? 1 << 20 : (int64_t)limit.rlim_cur;
}

static int
read_program_version(struct runner *r, struct err *e)
{
	const char *const argv[] = { r->program, "--version", NULL };
	char text[512];
	struct proc p = { .argv = argv };
	struct str out = str_on(text, sizeof(text));
	int code;

	code = proc_capture(&p, &out, NULL, 5000, e);
	if (code < 0)
		return fail_within(e, "running \"%s --version\"", r->program);
	if (code > 0)
		return fail(e, "\"%s --version\" exits %d", r->program, code);
	return pooler_version_read(out.p, out.len, &r->ini.version, e);
}

static int
read_machine(struct runner *r, struct err *e)
{
	static struct host h;
	struct host_wish wish = { .cpus = r->call->opts.value[OPT_CPUS] };

	if (host_read(&h, NULL, &wish, r->call->env, e) < 0)
		return -1;
	r->ini.room = (struct pooler_room){ .max_connections = 100,
		.reserved = 3,
		.cpus = h.cpu.count,
		.roles = 1,
		.processes = 1,
		.auth_limit = POOLER_CONNECTION_LIMIT,
		.memory_bytes = h.memory.bytes,
		.nofile = raise_nofile() };
	return 0;
}

int
runner_program(struct runner *r, const struct call *call, struct err *e)
{
	r->call = call;
	r->program = call_option(call, OPT_PROGRAM, "pgbouncer");
	return read_program_version(r, e);
}

int
runner_read(struct runner *r, struct err *e)
{
	pooler_ini_warn(r->call);
	r->sizes_known = r->call->opts.value[OPT_CONNECTIONS] != NULL;
	r->ini.supervised = true;
	if (read_machine(r, e) < 0 || pooler_ini_read(r->call, &r->ini, &r->server, e) < 0 ||
	    pooler_ini_room(r->call, &r->ini, e) < 0)
		return -1;
	return pooler_settings_check(&r->ini, e) < 0 ? call_wrong(r->call, OPT_SET, e) : 0;
}

struct server_limits {
	int64_t max_connections, reserved;
};

static void
take_limits(void *with, const struct wire_row *row)
{
	struct server_limits *l = with;

	l->max_connections = wire_number(row, "max_connections");
	l->reserved = wire_number(row, "reserved");
}

bool
runner_ask_server(struct runner *r, int timeout_ms, struct err *e)
{
	static const char sql[] =
	    "SELECT current_setting('max_connections') AS max_connections,"
	    " current_setting('superuser_reserved_connections')::int +"
	    " coalesce(current_setting('reserved_connections', true), '0')::int AS reserved";
	struct wire_where at = { r->server.host, r->server.port };
	struct wire_login as = { r->ini.role, r->ini.auth_db, "pgtune-auto" };
	struct wire_password password = { r->password.text, r->password.len };
	struct server_limits limits = { 0, 0 };
	struct wire w;
	bool known;

	if (wire_login(&w, &at, &as, &password, timeout_ms, e) < 0)
		return false;
	known = wire_query(&w, sql, take_limits, &limits, e) == 0 && limits.max_connections > 0;
	wire_close(&w);
	if (known && r->call->opts.value[OPT_CONNECTIONS] == NULL) {
		r->ini.room.max_connections = limits.max_connections;
		r->ini.room.reserved = limits.reserved;
	}
	return known;
}

static int
folder_failed(const char *doing, const char *path, struct err *e)
{
	fail_sys(e, "%s the folder \"%s\"", doing, path);
	return fail_hint(e, "mount a tmpfs there that this user may write, or set --config-dir");
}

/* The folder, made when its parent lets us. */
static int
open_folder(const struct runner *r, struct err *e)
{
	const char *path = r->ini.folder;
	int fd;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return folder_failed("making", path, e);
	if (access(path, W_OK | X_OK) < 0)
		return folder_failed("writing in", path, e);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? folder_failed("opening", path, e) : fd;
}

int
runner_folder(const struct runner *r, struct err *e)
{
	const char *path = r->ini.folder;
	int fd = open_folder(r, e);
	struct statfs fs;

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) {
		close(fd);
		fail(e, "the folder \"%s\" is in use by another pooler", path);
		return fail_hint(e, "give each pooler a --config-dir of its own");
	}
	if (fstatfs(fd, &fs) == 0 && fs.f_type != TMPFS && (unsigned long)fs.f_type != RAMFS)
		log_warn("\"%s\" is on a disk: mount a tmpfs there, it holds a password", path);
	fcntl(fd, F_SETFD, 0);
	return 0;
}

int
runner_addresses(const struct runner *r, struct err *e)
{
	struct span rest = span_of(r->ini.listen), part;
	char host[256];
	int bad = 0;

	while (span_next(&rest, ',', &part)) {
		struct wire_where at = { host, r->ini.listen_port };

		span_copy(span_trim(part), host, sizeof(host));
		if (host[0] == '\0')
			continue;
		bad = listen_try(&at, e);
		if (bad == 0)
			return 0;
	}
	return bad == 0 ? 0
			: fail_hint(e, "PGBOUNCER_LISTEN_ADDR and PGBOUNCER_LISTEN_PORT say where");
}

static int
write_ini(struct runner *r, int folder, struct err *e)
{
	static char text[POOLER_INI_MAX];
	struct str out = str_on(text, sizeof(text));
	int64_t needed;

	if (pooler_ini_size(r->call, &r->ini, e) < 0 || pooler_ini_render(&r->ini, &out, e) < 0)
		return -1;
	needed = pooler_descriptors(&r->ini.room, &r->ini.size);
	if (needed > r->ini.room.nofile) {
		fail(e, "the pooler needs %lld descriptors and may open %lld", (long long)needed,
		    (long long)r->ini.room.nofile);
		return fail_hint(e, "raise the hard limit of nofile (compose: ulimits)");
	}
	if (file_write_atomic(folder, "pgbouncer.ini", out.p, out.len, 0600, e) < 0)
		return -1;
	str_clear(&out);
	if (pooler_hba_render(&r->ini, &out, e) < 0)
		return -1;
	return file_write_atomic(folder, POOLER_HBA_FILE, out.p, out.len, 0600, e);
}

static int
write_auth_file(struct runner *r, int folder, struct err *e)
{
	struct auth_entry entry = { r->ini.role, r->password.text, r->ini.auth_db, &r->server };
	char text[2048];
	struct str out = str_on(text, sizeof(text));
	int bad;

	bad = auth_entry_render(&entry, AUTH_USERLIST, &out, e) < 0 ||
	      file_write_atomic(folder, POOLER_AUTH_FILE, out.p, out.len, 0600, e) < 0;
	explicit_bzero(text, sizeof(text));
	return bad ? -1 : 0;
}

int
runner_write(struct runner *r, struct err *e)
{
	int folder = open_folder(r, e);
	int bad;

	if (folder < 0)
		return -1;
	bad = write_ini(r, folder, e) < 0 || write_auth_file(r, folder, e) < 0;
	close(folder);
	return bad ? -1 : 0;
}

int
runner_reload(struct runner *r, struct err *e)
{
	const char *reconnect =
	    r->ini.version.minor >= 19 ? "RECONNECT " POOLER_AUTH_ALIAS : "RECONNECT";
	struct wire w;
	int bad;

	if (pooler_console(&r->ini, &w, e) < 0)
		return fail_within(e, "the pooler's console");
	bad = wire_query(&w, "RELOAD", NULL, NULL, e) < 0 ||
	      wire_query(&w, reconnect, NULL, NULL, e) < 0;
	wire_close(&w);
	return bad ? fail_within(e, "the pooler's console") : 0;
}
