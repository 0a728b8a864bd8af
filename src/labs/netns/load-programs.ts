import type { Argv } from '../../host/runner.ts';
import { RECORDS_FOLDER } from '../lab-record.ts';

/**
 * `tc -batch -` for lines that load BPF objects. tc mounts a bpffs and leaves folders in it, though
 * these programs pin nothing; so it gets a mount namespace of its own, gone when it ends, and a place
 * in it where nobody else's bpffs is.
 */
export const LOAD_PROGRAMS: Argv = [
  ...(['unshare', '--mount', 'env', `TC_BPF_MNT=${RECORDS_FOLDER}`, 'tc', '-batch', '-'] as const),
];

/** The same for programs on XDP, which ip loads, in the same manner. */
export const LOAD_XDP: Argv = [
  ...(['unshare', '--mount', 'env', `TC_BPF_MNT=${RECORDS_FOLDER}`, 'ip', '-batch', '-'] as const),
];

/**
 * Arguments: where to pin for as long as this takes, the object, the cgroup, the hooks. Without new privileges mount is
 * not set-uid: as that it refuses users who are not root, whatever capabilities they have.
 */
const ATTACH = `set -e
pins=$1 object=$2 cgroup=$3
shift 3
setpriv --no-new-privs mount -t bpf bpf "$pins"
bpftool prog loadall "$object" "$pins"
for hook; do bpftool cgroup attach "$cgroup" "$hook" pinned "$pins/cgroup_$hook"; done`;

/**
 * Puts the programs of an object on a cgroup, where they stay until it is removed; the pins are gone
 * with the mount namespace. No `bpftool batch`: it takes an errno left over for a failure (7.1).
 */
export function attachToCgroup(object: string, cgroup: string, hooks: readonly string[]): Argv {
  return ['unshare', '--mount', 'sh', '-c', ATTACH, 'sh', RECORDS_FOLDER, object, cgroup, ...hooks];
}
