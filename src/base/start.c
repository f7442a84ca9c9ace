/* start.c — where the process starts: applies the packed relative relocations, then libc's _start.
 *
 * A static-pie binary relocates itself. Plain relocations cost 24 bytes for each pointer in a
 * table, packed ones (DT_RELR, `-z pack-relative-relocs`) a bit or two: 15 % of this binary. musl
 * before 1.2.4 does not know them; a later one would apply them a second time, so their size in the
 * dynamic section is set to 0. Nothing here may be relocated or need libc, which has no thread
 * pointer for the stack protector yet. */
#if defined(__x86_64__) && defined(PACKED_RELOCATIONS)

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#ifndef DT_RELR /* musl's elf.h before 1.2.4 */
#define DT_RELRSZ 35
#define DT_RELR 36
#endif

__asm__(".text\n"
	".global start_packed\n"
	".type start_packed, %function\n"
	"start_packed:\n"
	"	mov %rsp, %rbx\n"
	"	lea _DYNAMIC(%rip), %rdi\n"
	"	lea __ehdr_start(%rip), %rsi\n"
	"	and $-16, %rsp\n"
	"	call start_relocate\n"
	"	mov %rbx, %rsp\n"
	"	xor %edx, %edx\n"
	"	jmp _start\n");

void start_relocate(Elf64_Dyn *dynamic, uintptr_t base);

/* An even word is an address to relocate; an odd one tells, bit by bit, which of the next 63 words
 * are relocated too. */
void
start_relocate(Elf64_Dyn *dynamic, uintptr_t base)
{
	const uint64_t *packed = NULL;
	uint64_t *where = NULL;
	size_t count = 0;

	for (Elf64_Dyn *d = dynamic; d->d_tag != DT_NULL; d++) {
		if (d->d_tag == DT_RELR)
			packed = (const uint64_t *)(base + d->d_un.d_ptr);
		if (d->d_tag == DT_RELRSZ) {
			count = d->d_un.d_val / sizeof(*packed);
			d->d_un.d_val = 0;
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (!(packed[i] & 1)) {
			where = (uint64_t *)(base + packed[i]);
			*where++ += base;
			continue;
		}
		for (size_t bit = 0; bit < 63; bit++)
			if (packed[i] >> (bit + 1) & 1)
				where[bit] += base;
		where += 63;
	}
}

#else
typedef int start_is_empty; /* ISO C wants a declaration */
#endif
