/* check_init_print.c — findings as text, JSON, GitHub annotations and SARIF. */
#include "cmd/check_init_print.h"

#include <stdio.h>
#include <string.h>

#include "render/json.h"

/* A path and a text in any escape fit: the longest escape of a byte takes six. */
#define PIECE 40000

void
check_init_line(const struct lint_finding *finding, struct str *out)
{
	const struct lint_rule_row *rule = &lint_rules[finding->rule];

	str_add_printable(out, finding->file->path);
	str_addf(out, ":%u:%u: %s: ", finding->line, finding->column, severity_words[rule->level]);
	str_add_printable(out, finding->text);
	str_addf(out, " [%s]", rule->id);
}

static void
flush(struct str *out)
{
	fwrite(out->p, 1, out->len, stdout);
	str_clear(out);
}

static void
print_text(const struct lint *lint, struct str *out)
{
	for (size_t i = 0; i < lint->nfindings; i++) {
		if (lint->findings[i].allowed)
			continue;
		check_init_line(&lint->findings[i], out);
		str_addf(out, "\n    fix: %s\n", lint_rules[lint->findings[i].rule].fix);
		flush(out);
	}
}

static void
json_finding(struct json *j, const struct lint_finding *finding)
{
	const struct lint_rule_row *rule = &lint_rules[finding->rule];

	json_open(j, '{');
	json_member(j, "file", finding->file->path);
	json_member_int(j, "line", finding->line);
	json_member_int(j, "column", finding->column);
	json_member(j, "level", severity_words[rule->level]);
	json_member(j, "rule", rule->id);
	json_member(j, "text", finding->text);
	json_member(j, "fix", rule->fix);
	json_close(j);
}

static void
print_json(const struct lint *lint, struct str *out)
{
	struct json j = json_on(out);

	json_open(&j, '{');
	json_member_open(&j, "findings", '[');
	for (size_t i = 0; i < lint->nfindings; i++) {
		if (lint->findings[i].allowed)
			continue;
		json_finding(&j, &lint->findings[i]);
		flush(out);
	}
	json_close(&j);
	json_member_open(&j, "order", '[');
	for (size_t i = 0; i < lint->nfiles; i++) {
		if (lint_will_run(&lint->files[i]))
			json_string(&j, lint->files[i].name);
		flush(out);
	}
	json_close(&j);
	json_close(&j);
	str_addc(out, '\n');
	flush(out);
}

/* %, CR, LF and in properties : and , are what a workflow command's parser looks for. */
static void
add_command_text(struct str *out, const char *text, const char *special)
{
	for (; *text != '\0'; text++) {
		if (strchr(special, *text) != NULL)
			str_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
		else
			str_addc(out, (unsigned char)*text < 0x20 ? '?' : *text);
	}
}

static void
print_github(const struct lint *lint, struct str *out)
{
	static const char *const commands[] = { "notice", "warning", "error" };

	for (size_t i = 0; i < lint->nfindings; i++) {
		const struct lint_finding *finding = &lint->findings[i];
		const struct lint_rule_row *rule = &lint_rules[finding->rule];

		if (finding->allowed)
			continue;
		str_addf(out, "::%s file=", commands[rule->level]);
		add_command_text(out, finding->file->path, "%\r\n:,");
		str_addf(
		    out, ",line=%u,col=%u,title=%s::", finding->line, finding->column, rule->id);
		add_command_text(out, finding->text, "%\r\n");
		str_addf(out, " (fix: ");
		add_command_text(out, rule->fix, "%\r\n");
		str_add(out, ")\n");
		flush(out);
	}
}

static void
sarif_text(struct json *j, const char *key, const char *text)
{
	json_member_open(j, key, '{');
	json_member(j, "text", text);
	json_close(j);
}

static void
sarif_rules(struct json *j, struct str *out)
{
	json_member_open(j, "rules", '[');
	for (size_t i = 0; i < LINT_RULES; i++) {
		json_open(j, '{');
		json_member(j, "id", lint_rules[i].id);
		sarif_text(j, "shortDescription", lint_rules[i].reason);
		sarif_text(j, "help", lint_rules[i].fix);
		json_member_open(j, "defaultConfiguration", '{');
		json_member(j, "level", severity_words[lint_rules[i].level]);
		json_close(j);
		json_close(j);
		flush(out);
	}
	json_close(j);
}

/* A path as a URI: what is not plain in one is written %XX. */
static void
sarif_uri(struct json *j, const char *path)
{
	char buf[PIECE];
	struct str uri = str_on(buf, sizeof(buf));

	for (; *path != '\0'; path++) {
		unsigned char c = (unsigned char)*path;
		bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
			     (c < 0x80 && strchr("-._~/+", c) != NULL);

		str_addf(&uri, plain ? "%c" : "%%%02X", c);
	}
	json_member(j, "uri", uri.p);
}

/* SARIF has no columns in bytes. */
static uint32_t
code_point_column(const struct lint_finding *finding)
{
	uint32_t column = finding->column;

	for (size_t i = finding->offset - (finding->column - 1); i < finding->offset; i++)
		column -= ((unsigned char)finding->file->text[i] & 0xc0) == 0x80;
	return column;
}

static void
sarif_result(struct json *j, const struct lint_finding *finding)
{
	const struct lint_rule_row *rule = &lint_rules[finding->rule];

	json_open(j, '{');
	json_member(j, "ruleId", rule->id);
	json_member_int(j, "ruleIndex", finding->rule);
	json_member(j, "level", severity_words[rule->level]);
	sarif_text(j, "message", finding->text);
	json_member_open(j, "locations", '['), json_open(j, '{');
	json_member_open(j, "physicalLocation", '{');
	json_member_open(j, "artifactLocation", '{');
	sarif_uri(j, finding->file->path);
	json_close(j);
	json_member_open(j, "region", '{');
	json_member_int(j, "startLine", finding->line);
	json_member_int(j, "startColumn", code_point_column(finding));
	json_close(j), json_close(j), json_close(j), json_close(j);
	json_close(j);
}

static void
print_sarif(const struct lint *lint, struct str *out)
{
	struct json j = json_on(out);

	json_open(&j, '{');
	json_member(&j, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_member(&j, "version", "2.1.0");
	json_member_open(&j, "runs", '['), json_open(&j, '{');
	json_member_open(&j, "tool", '{'), json_member_open(&j, "driver", '{');
	json_member(&j, "name", "pgtune-auto check-init");
	json_member(&j, "version", VERSION);
	sarif_rules(&j, out);
	json_close(&j), json_close(&j);
	json_member(&j, "columnKind", "unicodeCodePoints");
	json_member_open(&j, "results", '[');
	for (size_t i = 0; i < lint->nfindings; i++) {
		if (lint->findings[i].allowed)
			continue;
		sarif_result(&j, &lint->findings[i]);
		flush(out);
	}
	json_close(&j), json_close(&j), json_close(&j), json_close(&j);
	str_addc(out, '\n');
	flush(out);
}

void
check_init_print(const struct lint *lint, enum check_init_format format)
{
	static void (*const print[])(const struct lint *, struct str *) = {
		[CHECK_INIT_TEXT] = print_text,
		[CHECK_INIT_JSON] = print_json,
		[CHECK_INIT_GITHUB] = print_github,
		[CHECK_INIT_SARIF] = print_sarif,
	};
	char buf[PIECE];
	struct str out = str_on(buf, sizeof(buf));

	print[format](lint, &out);
}

static void
print_rules_json(struct str *out)
{
	struct json j = json_on(out);

	json_open(&j, '{'), json_member_open(&j, "rules", '[');
	for (size_t i = 0; i < LINT_RULES; i++) {
		json_open(&j, '{');
		json_member(&j, "rule", lint_rules[i].id);
		json_member(&j, "level", severity_words[lint_rules[i].level]);
		json_member(&j, "reason", lint_rules[i].reason);
		json_member(&j, "fix", lint_rules[i].fix);
		json_close(&j);
		flush(out);
	}
	json_close(&j), json_close(&j);
	str_addc(out, '\n');
	flush(out);
}

void
check_init_print_rules(enum check_init_format format)
{
	char buf[PIECE];
	struct str out = str_on(buf, sizeof(buf));

	if (format == CHECK_INIT_JSON) {
		print_rules_json(&out);
		return;
	}
	for (size_t i = 0; i < LINT_RULES; i++)
		printf("%s  %-7s  %s\n    fix: %s\n", lint_rules[i].id,
		    severity_words[lint_rules[i].level], lint_rules[i].reason, lint_rules[i].fix);
}
