/* dispatch.c — sorts the words of argv by who they are for.
 *
 * Two passes: the first finds the word that decides (a command, `postgres`, a foreign program), so
 * that options may stand before it; the second hands every word to its owner. What counts as an
 * option of the server is its flags (guc/argv.c) and its mode words (src/backend/main/main.c of
 * PostgreSQL 14 to 18). */
#include "cmd/dispatch.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/call.h"
#include "cmd/environ.h"
#include "guc/argv.h"

/* Modes of the server; all that follows such a word is the server's. */
static const char *const server_modes[] = { "--single", "--boot", "--check", "--forkchild",
	"--forkboot", NULL };

/* Anywhere on its command line, these make the server print and exit. */
static const char *const server_prints[] = { "-?", "--help", "--describe-config", "-V", "--version",
	NULL };

static bool
is(const char *word, const char *other)
{
	return strcmp(word, other) == 0;
}

/* docker-entrypoint.sh and its kind: --help is then the server's from the first word on. */
static bool
is_official_name(const char *name)
{
	return str_starts(name, "docker-") && str_ends(name, strlen(name), ".sh");
}

bool
dispatch_prepares_only(const struct call *call)
{
	return is(call->invoked_as, "docker-ensure-initdb.sh") ||
	       is(call->invoked_as, "docker-enforce-initdb.sh");
}

/* How many words a single-dash option of the server takes: "-c x=y" 2, "-cx=y" 1, "-Fp 5433" 2. */
static int
server_option_words(char *const *argv)
{
	for (const char *letter = argv[0] + 1; *letter; letter++)
		if (guc_flag_takes_value(*letter))
			return letter[1] == '\0' && argv[1] != NULL ? 2 : 1;
	return 1;
}

/* The option, whichever command it belongs to. */
static const struct opt *
option_named(const char *word)
{
	return opt_find(&options, ~0U, word);
}

/* How many words the option argv[0] takes. */
static int
option_words(char *const *argv)
{
	const struct opt *o;

	if (argv[0][1] != '-')
		return server_option_words(argv);
	o = option_named(argv[0]);
	return o != NULL && o->arg != NULL && strchr(argv[0], '=') == NULL && argv[1] ? 2 : 1;
}

/* Not one of ours, but what the server takes: "-c", "--work_mem=8MB", "--describe-config". */
static bool
is_server_option(const char *word)
{
	return word[1] != '-' || str_in(word, server_prints) || str_in(word, server_modes) ||
	       (strchr(word, '=') != NULL && option_named(word) == NULL);
}

/* --help and --version as the first word are ours, except under an official name. */
static bool
asks_us_first(const struct dispatch *d, char **argv)
{
	return argv[1] != NULL && (is(argv[1], "--help") || is(argv[1], "--version")) &&
	       !is_official_name(d->call.invoked_as);
}

/* Finds the word that decides and sets d->cmd and d->turn by it; returns its index, 0 when none
 * does and it is the entrypoint's turn. Behind a word of the server's only a command of ours still
 * counts, and under an official name nothing does: there the whole line is postgres's. */
static int
find_decider(struct dispatch *d, char **argv)
{
	bool server = false;
	int i = 1;

	d->cmd = &cmd_entrypoint;
	if (asks_us_first(d, argv))
		return 0;
	for (; argv[i] != NULL && argv[i][0] == '-' && !is(argv[i], "--");
	     i += option_words(argv + i)) {
		if (str_in(argv[i], server_modes))
			return 0;
		server |= is_server_option(argv[i]);
	}
	if (argv[i] != NULL && is(argv[i], "--")) {
		i++;
	} else if (argv[i] != NULL && !dispatch_prepares_only(&d->call) &&
		   !(server && is_official_name(d->call.invoked_as))) {
		const struct cmd *named = command_by_name(argv[i]);

		if (named != NULL) {
			d->cmd = named;
			return i;
		}
	}
	if (argv[i] == NULL || server || argv[i][0] == '-')
		return 0;
	if (is(argv[i], "postgres"))
		return i;
	if (dispatch_prepares_only(&d->call))
		return 0;
	d->turn = TURN_FOREIGN;
	return i;
}

static void
give_server(struct call *call, char *const *words, int count)
{
	for (int i = 0; i < count && words[i] != NULL; i++)
		call->server_args[call->server_nargs++] = words[i];
}

static void
give_command(struct call *call, const char *word)
{
	call->args[call->nargs++] = word;
}

static int
unknown_option(const struct cmd *cmd, const char *word, struct err *e)
{
	const char *nearest = opt_nearest(&options, cmd->bit, word + 2);

	fail(e, "unknown option \"%s\"", word);
	if (nearest != NULL)
		return fail_hint(e, "did you mean --%s?", nearest);
	if (cmd->takes_server_args && word[1] == '-' && word[2] != '\0')
		return fail_hint(e, "a setting of the server is written %s=VALUE", word);
	return fail_hint(e, "\"pgtune-auto help %s\" lists what it takes", cmd->name);
}

/* One option that is none of the command's: the server's, where the command takes such. */
static int
take_server_option(struct dispatch *d, char *const *argv, struct err *e)
{
	bool is_long = argv[0][1] == '-';
	int words;

	if (!d->cmd->takes_server_args)
		return unknown_option(d->cmd, argv[0], e);
	if (is_long && strchr(argv[0], '=') == NULL && !str_in(argv[0], server_prints))
		return unknown_option(d->cmd, argv[0], e);
	words = is_long ? 1 : server_option_words(argv);
	give_server(&d->call, argv, words);
	return words;
}

/* Asked before any word of the server's: about us, or about the command. */
static bool
take_help(struct dispatch *d, const char *word)
{
	if (d->call.server_nargs > 0 || is_official_name(d->call.invoked_as))
		return false;
	d->help |= is(word, "--help");
	d->version |= is(word, "--version");
	return is(word, "--help") || is(word, "--version");
}

/* One word, or an option with its value. Returns how many words that was, -1 and e. */
static int
take(struct dispatch *d, char *const *argv, struct err *e)
{
	int words;

	if (argv[0][0] != '-' && d->cmd == &cmd_entrypoint && !d->help) {
		give_server(&d->call, argv, 1); /* "-c x=y word": as the server gets it today */
		return 1;
	}
	if (argv[0][0] != '-') {
		give_command(&d->call, argv[0]);
		return 1;
	}
	if (take_help(d, argv[0]))
		return 1;
	words = opt_take(&options, d->cmd->bit, argv, &d->call.opts, e);
	return words != 0 ? words : take_server_option(d, argv, e);
}

/* Hands out argv[1…]; `decider` is the word find_decider() found. */
static int
take_all(struct dispatch *d, char **argv, int decider, struct err *e)
{
	bool server = d->cmd->takes_server_args;
	int i = 1, words = 1;

	for (; argv[i] != NULL; i += words) {
		words = 1;
		if (i == decider && d->turn == TURN_FOREIGN) {
			d->foreign = argv + i;
			return 0;
		}
		if ((i == decider && d->cmd != &cmd_entrypoint) ||
		    (i + 1 == decider && is(argv[i], "--")))
			continue;
		if (is(argv[i], "--") || (server && is(argv[i], "postgres")))
			break;
		if (server && str_in(argv[i], server_modes))
			break;
		words = take(d, argv + i, e);
		if (words < 0)
			return -1;
	}
	if (argv[i] != NULL && is(argv[i], "--"))
		i++;
	if (argv[i] != NULL && server && is(argv[i], "postgres"))
		i++;
	for (; argv[i] != NULL; i++)
		if (server)
			give_server(&d->call, argv + i, 1);
		else
			give_command(&d->call, argv[i]);
	return 0;
}

/* Options before a foreign program are read and mean nothing to it; --dry-run promised to run none.
 */
static int
check_foreign(const struct dispatch *d, struct err *e)
{
	if (!opt_yes(&d->call.opts, OPT_DRY_RUN))
		return 0;
	return fail(e, "--dry-run: \"%s\" is no server to plan for", d->foreign[0]);
}

/* --format and --root ask about a machine: they must not start a server on this one. */
static int
check_entrypoint(const struct call *call, struct err *e)
{
	static const int asking[] = { OPT_FORMAT, OPT_ROOT };
	char buf[OPT_SAID_MAX];

	for (size_t i = 0; i < LEN(asking); i++)
		if (call->opts.value[asking[i]] != NULL) {
			fail(e, "%s asks for a plan, not for a server",
			    call_said_as(call, asking[i], buf));
			return fail_hint(e, "add --dry-run, or the command plan");
		}
	return 0;
}

static int
check_args(const struct cmd *cmd, const struct call *call, struct err *e)
{
	char usage[CALL_USAGE_MAX];

	if (cmd->max_args < 0 || call->nargs <= cmd->max_args)
		return 0;
	fail(e, "%s: unexpected word \"%s\"", cmd->name, call->args[cmd->max_args]);
	return fail_hint(e, "%s", call_usage(cmd, usage));
}

/* `plan --help` is `help plan`, and --dry-run is plan. */
static void
turn_to_help(struct dispatch *d)
{
	if (d->cmd == &cmd_entrypoint && opt_yes(&d->call.opts, OPT_DRY_RUN))
		d->cmd = command_by_name("plan");
	if (d->cmd != &cmd_entrypoint) {
		d->call.args[0] = d->cmd->name;
		d->call.nargs = 1;
	}
	d->cmd = command_by_name(d->help ? "help" : "version");
}

/* The entrypoint's words are sorted: what do they ask for? */
static int
settle_entrypoint(struct dispatch *d, struct err *e)
{
	struct call *call = &d->call;

	if (opt_yes(&call->opts, OPT_DRY_RUN)) {
		d->cmd = command_by_name("plan");
		return 0;
	}
	for (int i = 0; i < call->server_nargs; i++)
		if (str_in(call->server_args[i], server_prints))
			d->turn = TURN_POSTGRES;
	return check_entrypoint(call, e);
}

static int
open_call(struct dispatch *d, int argc, char **argv, char **env, struct err *e)
{
	static char postgres[] = "postgres";

	*d = (struct dispatch){ .turn = TURN_COMMAND };
	d->call.invoked_as = str_base(argv[0]);
	d->call.env = env;
	d->call.args = calloc((size_t)argc + 2, sizeof(char *));
	d->call.server_args = calloc((size_t)argc + 2, sizeof(char *));
	if (d->call.args == NULL || d->call.server_args == NULL)
		return fail_sys(e, "reading the command line");
	*d->call.server_args++ = postgres;
	return 0;
}

int
dispatch(struct dispatch *d, int argc, char **argv, char **env, struct err *e)
{
	struct call *call = &d->call;

	if (open_call(d, argc, argv, env, e) < 0)
		return -1;
	if (is(call->invoked_as, "gosu") || is(call->invoked_as, "su-exec")) {
		d->turn = TURN_GOSU;
		d->foreign = argv;
		return 0;
	}
	if (take_all(d, argv, find_decider(d, argv), e) < 0)
		return -1;
	if (d->turn == TURN_FOREIGN)
		return check_foreign(d, e);
	if (d->cmd == &cmd_entrypoint && !d->help && !d->version && settle_entrypoint(d, e) < 0)
		return -1;
	if (d->help || d->version)
		turn_to_help(d);
	if (d->turn == TURN_POSTGRES)
		return 0;
	if (environ_read(call->opts.value[OPT_ROOT], env, &call->env, &call->env_odd, e) < 0)
		return -1;
	if (opt_environment(&options, d->cmd->bit, call->env, &call->opts, e) < 0)
		return -1;
	return check_args(d->cmd, call, e);
}
