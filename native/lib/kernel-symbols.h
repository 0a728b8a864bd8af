/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CNI_LAB_KERNEL_SYMBOLS_H
#define CNI_LAB_KERNEL_SYMBOLS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct symbol {
	unsigned long long address;
	char name[64];
};

struct symbols {
	struct symbol *all;
	size_t count;
	int is_read;
};

static int by_address(const void *one, const void *other)
{
	unsigned long long a = ((const struct symbol *)one)->address;
	unsigned long long b = ((const struct symbol *)other)->address;

	return a < b ? -1 : a > b;
}

/* Reads the functions that /proc/kallsyms has: 200 000, so only once one is asked for. */
static void read_symbols(struct symbols *symbols)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	size_t room = 0;
	char line[512];

	symbols->is_read = 1;
	while (file && fgets(line, sizeof(line), file)) {
		struct symbol symbol = {};
		char type;

		if (sscanf(line, "%llx %c %63s", &symbol.address, &type, symbol.name) != 3)
			continue;
		/* zeros: the kernel keeps them to itself (kptr_restrict) */
		if (!strchr("tTwW", type) || symbol.address == 0)
			continue;
		if (symbols->count == room) {
			room = room ? room * 2 : 1 << 16;
			struct symbol *more = realloc(symbols->all, room * sizeof(symbol));

			if (!more)
				break;
			symbols->all = more;
		}
		symbols->all[symbols->count++] = symbol;
	}
	if (file)
		fclose(file);
	qsort(symbols->all, symbols->count, sizeof(struct symbol), by_address);
}

/* Returns the name of the function that an address is in, or null. */
static const char *function_at(struct symbols *symbols, unsigned long long address)
{
	if (!symbols->is_read)
		read_symbols(symbols);
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (symbols->all[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? symbols->all[low - 1].name : NULL;
}

#endif
