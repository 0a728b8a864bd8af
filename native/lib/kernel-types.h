/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CNI_LAB_KERNEL_TYPES_H
#define CNI_LAB_KERNEL_TYPES_H

#include <stdio.h>
#include <string.h>
#include <bpf/btf.h>

#define PREFIX "SKB_DROP_REASON_"

/* Returns what the kernel calls a reason, or null: that of a module, which its own BTF has. */
static const char *reason_name(const struct btf *btf, const struct btf_type *reasons, __u32 reason)
{
	for (int i = 0; reasons && i < btf_vlen(reasons); i++) {
		const struct btf_enum *value = btf_enum(reasons) + i;
		const char *name = btf__name_by_offset(btf, value->name_off);

		if ((__u32)value->val == reason)
			return strncmp(name, PREFIX, strlen(PREFIX)) ? name : name + strlen(PREFIX);
	}
	return NULL;
}

/* How many arguments a tracepoint has; -1: there is no such. */
static int arguments_of(const struct btf *btf, const char *tracepoint)
{
	char name[64];

	snprintf(name, sizeof(name), "btf_trace_%s", tracepoint);
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF);
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, id);

	if (!type || !(type = btf__type_by_id(btf, type->type)) || !btf_is_ptr(type) ||
	    !(type = btf__type_by_id(btf, type->type)) || !btf_is_func_proto(type))
		return -1;
	return btf_vlen(type) - 1; /* the first is the tracepoint's own */
}

#endif
