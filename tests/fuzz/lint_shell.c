/* The shell reader of check-init: any bytes, no crash, every finding inside the text. */
#include "lint_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	lint_check_text("10-fuzz.sh", LINT_SOURCED, (const char *)data, len);
	return 0;
}
