/* boot_words.c — POSIX quoting into argv; what a shell would act on is refused with its place. */
#include "boot/words.h"

#include <string.h>

#include "t.h"

static char store_buf[256];
static const char *argv[6];
static struct err e;

/* The words joined by | ; "!" and the error text when refused. */
static const char *
split(const char *text)
{
	static char joined[512];
	struct str store = str_on(store_buf, sizeof(store_buf)), s = str_on(joined, sizeof(joined));
	int n = words_split(text, &store, argv, LEN(argv), &e);

	if (n < 0) {
		str_addf(&s, "!%s", e.text);
		return joined;
	}
	for (int i = 0; i < n; i++)
		str_addf(&s, "%s%s", i ? "|" : "", argv[i]);
	return argv[n] == NULL ? joined : "no NULL at the end";
}

#define SPLITS(text, words) T(strcmp(split(text), words) == 0, text)

int
main(void)
{
	SPLITS("", "");
	SPLITS("  \t ", "");
	SPLITS("--data-checksums -k", "--data-checksums|-k");
	SPLITS("--locale=\"en_US.UTF-8\" --set 'a b'", "--locale=en_US.UTF-8|--set|a b");
	SPLITS("a'b'\"c\"d", "abcd");
	SPLITS("'' \"\" x", "||x");
	SPLITS("a\\ b \\'c\\\"", "a b|'c\"");
	SPLITS("'\\n $HOME `x` ;#'", "\\n $HOME `x` ;#");
	SPLITS("\"\\n \\$ \\\\ \\\" ;|&<>\"", "\\n $ \\ \" ;|&<>");
	SPLITS("a\\\nb", "ab");
	SPLITS("a#b *?[x] ~ {a,b} =", "a#b|*?[x]|~|{a,b}|=");
	SPLITS("'new\nline'", "new\nline");
	SPLITS("a ; echo X", "!';' at position 3 is not taken outside quotes");
	SPLITS("$(id)", "!'$' at position 1 is not taken outside quotes");
	SPLITS("x \"$HOME\"", "!'$' at position 4 is not expanded");
	SPLITS("\"`id`\"", "!'`' at position 2 is not expanded");
	SPLITS("a #b", "!'#' at position 3 is not taken outside quotes");
	SPLITS("\na\n  b\n", "a|b");
	SPLITS("'open", "!a ' quote is not closed");
	SPLITS("\"open", "!a \" quote is not closed");
	SPLITS("end\\", "!the \\ at the end quotes nothing");
	SPLITS("1 2 3 4 5", "1|2|3|4|5");
	SPLITS("1 2 3 4 5 6", "!more than 5 words");
	static const char bad[] = "$`;|&<>()";
	for (const char *c = bad; *c; c++) {
		char text[] = { 'a', *c, '\0' }, quoted[] = { '\'', *c, '\'', '\0' },
		     escaped[] = { '\\', *c, '\0' }, self[] = { *c, '\0' };

		T(split(text)[0] == '!', text);
		T(strcmp(split(quoted), self) == 0, quoted);
		T(strcmp(split(escaped), self) == 0, escaped);
	}
	return t_done();
}
