/* boot_words.c — fuzzes the tokenizer of POSTGRES_INITDB_ARGS. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *buf = malloc(size + 2);
	const char *argv[16];
	struct str store;
	struct err e;
	int n;

	if (text == NULL || buf == NULL)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	store = str_on(buf, size + 2);
	n = words_split(text, &store, argv, LEN(argv), &e);
	if (n >= 0 && (argv[n] != NULL || store.len > strlen(text) + 1))
		abort();
	free(text);
	free(buf);
	return 0;
}
