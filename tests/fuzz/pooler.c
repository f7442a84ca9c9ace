/* pooler.c — the readers of ini, auth file, hba, SQL, compose, verifier, version, password, place
 * and database list, all on the same bytes: nothing crashes, and what is found stays in its bounds.
 */
#include <stdlib.h>
#include <string.h>

#include "crypto/scram.h"
#include "pooler/check.h"
#include "pooler/ini.h"
#include "pooler/place.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check_all(const struct pooler_file *file)
{
	static struct findings f;
	static struct ini_doc doc;
	struct pooler_facts facts = { .version = { 24, 1 },
		.doc = &doc,
		.max_connections = 100,
		.nofile = 1024,
		.roles = 1,
		.auth_db = "postgres",
		.secret = "x" };

	f.count = 0;
	check_ini(&f, &facts, file);
	check_auth_file(&f, &facts, file);
	check_hba(&f, &facts, file);
	check_sql(&f, &facts, file);
	check_compose(&f, &facts, file);
	if (f.count > FINDINGS)
		__builtin_trap();
	for (size_t i = 0; i < f.count; i++)
		if (strlen(f.list[i].detail) >= sizeof(f.list[i].detail) || f.list[i].line < 0)
			__builtin_trap();
}

/* A verifier that is read prints as it was read. */
static void
check_verifier(const char *p, size_t len)
{
	char buf[SCRAM_TEXT_MAX];
	struct str s = str_on(buf, sizeof(buf));
	struct scram v, again;
	struct err e;

	if (scram_parse(p, len, &v, &e) < 0)
		return;
	scram_print(&v, &s);
	if (s.full || scram_parse(s.p, s.len, &again, &e) < 0 ||
	    memcmp(v.stored_key, again.stored_key, SHA256_LEN) != 0)
		__builtin_trap();
}

/* A value is the same as itself. */
static void
check_same(const char *p, size_t len)
{
	size_t half = len / 2;
	struct span a = { p, half }, b = { p + half, len - half };

	if (!ini_same(a, a))
		__builtin_trap();
	(void)ini_same(a, b);
	(void)ini_same(b, a);
}

static void
check_texts(const char *text)
{
	static struct pooler_ini ini = { .version = { 26, 1 } };
	char buf[8192];
	struct str s = str_on(buf, sizeof(buf));
	struct pooler_place place;
	struct err e;

	(void)pooler_place_read(text, 1, &place, &e);
	if (pooler_databases_read(&ini, text, &e) == 0 && ini.database_count > POOLER_DATABASES)
		__builtin_trap();
	if (strlen(text) < 1000)
		quote_identifier(&s, text), quote_literal(&s, text), quote_url(&s, text);
	if (strlen(text) < 1000 && s.full)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *p = (const char *)data;
	struct pooler_file file = { "f", { p, len }, 0644 };
	struct pooler_version version;
	struct err e;
	char *text = malloc(len + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, len);
	text[len] = '\0';
	check_all(&file);
	check_verifier(p, len);
	check_same(p, len);
	check_texts(text);
	(void)pooler_version_read(p, len, &version, &e);
	(void)password_check(p, len, &e);
	(void)name_check("x", p, len, &e);
	free(text);
	return 0;
}
