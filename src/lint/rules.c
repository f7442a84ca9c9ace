/* rules.c — the table of rules. To add one: a name in rules.h, a row here, a paragraph in
 * pgtune-auto-check-init(1), a golden folder pair (a test compares). */
#include "lint/rules.h"

#include "base/str.h"

const struct lint_rule_row lint_rules[LINT_RULES] = {
	[LINT_FORBIDDEN_NAME] = { "PGL001", LINT_ERROR, LINT_NEEDS_NOTHING, true,
	    "the policy forbids this name: it would run before the extensions exist",
	    "rename the file so that it sorts behind the files it builds on" },
	[LINT_WRONG_PLACE] = { "PGL002", LINT_ERROR, LINT_NEEDS_NOTHING, true,
	    "the file runs before one that the policy puts first",
	    "give the file a higher prefix" },
	[LINT_SHARED_PREFIX] = { "PGL003", LINT_WARNING, LINT_NEEDS_NOTHING, true,
	    "two files of one folder share a prefix: the words behind it decide which runs first",
	    "give the later file a prefix of its own" },
	[LINT_LOCALE_ORDER] = { "PGL004", LINT_WARNING, LINT_NEEDS_NOTHING, true,
	    "byte order and the order of the Debian image's locale differ",
	    "use lower-case names with number prefixes of equal width" },
	[LINT_IGNORED_SCRIPT] = { "PGL005", LINT_WARNING, LINT_NEEDS_NOTHING, true,
	    "looks like a script, but the entrypoint ignores it",
	    "name it *.sql, *.sql.gz, *.sql.xz, *.sql.zst or *.sh, directly in the folder" },
	[LINT_IGNORED_FILE] = { "PGL006", LINT_NOTE, LINT_NEEDS_NOTHING, true,
	    "the entrypoint ignores this file", "move it out of the folder" },
	[LINT_HIDDEN_FILE] = { "PGL007", LINT_WARNING, LINT_NEEDS_NOTHING, true,
	    "a later source has a file of the same name, which hides this one",
	    "rename one of the two" },
	[LINT_UNREADABLE] = { "PGL008", LINT_ERROR, LINT_NEEDS_NOTHING, true,
	    "the file cannot be read", "repair the link or the permissions" },
	[LINT_TOO_MUCH] = { "PGL009", LINT_NOTE, LINT_NEEDS_NOTHING, true,
	    "more than the checker keeps track of: some findings may be missing",
	    "split the file" },
	[LINT_EXTENSION_LATE] = { "PGL010", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "uses what an extension brings before CREATE EXTENSION in this database",
	    "create the extension in an earlier file, in the same database" },
	[LINT_ROLE_LATE] = { "PGL011", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "names a role before CREATE ROLE",
	    "create the role in an earlier file; the superuser's own name is --user" },
	[LINT_FUNCTION_LATE] = { "PGL012", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "calls a function before its CREATE FUNCTION",
	    "create the function in an earlier file" },
	[LINT_SCHEMA_LATE] = { "PGL013", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "names a schema before CREATE SCHEMA", "create the schema in an earlier file" },
	[LINT_DATABASE_LATE] = { "PGL014", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "connects to a database that does not exist yet",
	    "CREATE DATABASE in an earlier file; the main database's name is --database" },
	[LINT_EXTENSION_MISSING] = { "PGL015", LINT_ERROR, LINT_NEEDS_EXTENSIONS, false,
	    "CREATE EXTENSION for one that the image does not have",
	    "install its package in the image" },
	[LINT_NOT_PRELOADED] = { "PGL016", LINT_ERROR, LINT_NEEDS_PRELOAD, false,
	    "CREATE EXTENSION fails: its library must be in shared_preload_libraries",
	    "add the library to shared_preload_libraries" },
	[LINT_IDLE_UNPRELOADED] = { "PGL017", LINT_WARNING, LINT_NEEDS_PRELOAD, false,
	    "the extension does nothing: its library is not in shared_preload_libraries",
	    "add the library to shared_preload_libraries" },
	[LINT_OTHER_DATABASE] = { "PGL018", LINT_ERROR, LINT_NEEDS_DATABASE, false,
	    "cron.database_name or pg_net.database_name is not the database this runs in",
	    "name the database the extension is created in" },
	[LINT_PLAIN_PASSWORD] = { "PGL019", LINT_WARNING, LINT_NEEDS_NOTHING, false,
	    "a password stands in the file in plain text",
	    "pass it in: psql -v pw=... and PASSWORD :'pw', or write a SCRAM verifier" },
	[LINT_DEFINER_PATH] = { "PGL020", LINT_WARNING, LINT_NEEDS_NOTHING, false,
	    "SECURITY DEFINER without SET search_path ending in pg_temp",
	    "add SET search_path = pg_catalog, pg_temp" },
	[LINT_UNTERMINATED] = { "PGL021", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "a quote, comment or heredoc is opened and never closed", "close it" },
	[LINT_RELATION_LATE] = { "PGL022", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "names a table, view or type before it is created", "create it in an earlier file" },
	[LINT_HEREDOC_PID] = { "PGL023", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "$$ in text the shell expands becomes its process id: no dollar quote is left",
	    "quote the heredoc's word (<<'EOSQL') or write \\$\\$" },
	[LINT_NO_ERROR_STOP] = { "PGL030", LINT_WARNING, LINT_NEEDS_NOTHING, false,
	    "psql without ON_ERROR_STOP: a failing statement is passed over",
	    "psql -v ON_ERROR_STOP=1" },
	[LINT_SOURCED_EXIT] = { "PGL031", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "the file is sourced (not executable): exit ends the entrypoint itself",
	    "chmod +x the file, or use return" },
	[LINT_SOURCED_SET] = { "PGL032", LINT_WARNING, LINT_NEEDS_NOTHING, false,
	    "the file is sourced (not executable): set -e or -u changes the entrypoint itself",
	    "chmod +x the file, or put the commands in ( )" },
	[LINT_SOURCED_EXEC] = { "PGL033", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "the file is sourced (not executable): exec replaces the entrypoint itself",
	    "chmod +x the file, or drop the exec" },
	[LINT_SOURCED_CD] = { "PGL034", LINT_WARNING, LINT_NEEDS_NOTHING, false,
	    "the file is sourced (not executable): cd moves the entrypoint itself",
	    "chmod +x the file, or put the commands in ( )" },
	[LINT_SOURCED_TRAP] = { "PGL035", LINT_WARNING, LINT_NEEDS_NOTHING, false,
	    "the file is sourced (not executable): trap changes the entrypoint itself",
	    "chmod +x the file, or put the commands in ( )" },
	[LINT_NO_SHEBANG] = { "PGL036", LINT_WARNING, LINT_NEEDS_NOTHING, true,
	    "an executable file without a #! line: who starts it decides what runs it",
	    "begin the file with #!/bin/bash" },
	[LINT_NO_INTERPRETER] = { "PGL037", LINT_ERROR, LINT_NEEDS_ROOT, true,
	    "the #! line names a program that the image does not have",
	    "name one that it has, or install it" },
	[LINT_CRLF] = { "PGL038", LINT_ERROR, LINT_NEEDS_NOTHING, true,
	    "CRLF line ends: the shell takes the CR as part of the last word",
	    "save with LF line ends (.gitattributes: *.sh text eol=lf)" },
	[LINT_FIXED_POSTGRES] = { "PGL039", LINT_WARNING, LINT_NEEDS_NOTHING, false,
	    "the user or database \"postgres\" is written down: another POSTGRES_USER breaks it",
	    "use \"$POSTGRES_USER\" and \"$POSTGRES_DB\"" },
	[LINT_PGDATA_REMOVED] = { "PGL040", LINT_ERROR, LINT_NEEDS_NOTHING, false,
	    "removes or replaces the data directory of the server that is running",
	    "leave $PGDATA to the server" },
	[LINT_PGDATA_WRITTEN] = { "PGL041", LINT_WARNING, LINT_NEEDS_NOTHING, false,
	    "writes over a file in the data directory",
	    "append (>>), or use ALTER SYSTEM or a mounted configuration" },
	[LINT_ALLOW] = { "PGL050", LINT_NOTE, LINT_NEEDS_NOTHING, false,
	    "an allow comment without effect: nothing to allow, no such rule, or no reason given",
	    "remove it, or write: pgtune-auto: allow PGL0nn reason" },
};

const char *
lint_level_word(enum lint_level level)
{
	static const char *const words[] = { "error", "warning", "note" };

	return words[level];
}

enum lint_rule
lint_rule_named(const char *id, size_t len)
{
	for (size_t i = 0; i < LINT_RULES; i++)
		if (str_is(id, len, lint_rules[i].id))
			return (enum lint_rule)i;
	return LINT_RULES;
}
