/* replay.c — a fuzzer as a plain program: runs each seed file twice, to show state that is kept
 * between runs, and then each of its beginnings up to CUTS bytes. The text is in a buffer of
 * exactly its size, so that a read past the end shows too. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define CUTS 700 /* bytes */

static int
run(const uint8_t *text, size_t len)
{
	uint8_t *exact = malloc(len ? len : 1);

	if (exact == NULL)
		return 1;
	memcpy(exact, text, len);
	LLVMFuzzerTestOneInput(exact, len);
	free(exact);
	return 0;
}

static int
replay(const char *path)
{
	static uint8_t text[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t len;
	int bad = 0;

	if (f == NULL) {
		perror(path);
		return 1;
	}
	len = fread(text, 1, sizeof(text), f);
	fclose(f);
	for (int turn = 0; turn < 2; turn++)
		bad |= run(text, len);
	for (size_t cut = 0; cut < len && cut < CUTS; cut++)
		bad |= run(text, cut);
	return bad;
}

int
main(int argc, char **argv)
{
	int bad = 0;

	for (int i = 1; i < argc; i++)
		bad |= replay(argv[i]);
	return bad;
}
