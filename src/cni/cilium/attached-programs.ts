import { integerAt, listAt, parseJson, textAt } from '../json.ts';

/** A BPF program on a device. */
export interface AttachedProgram {
  readonly device: string;
  readonly ifindex: number;
  /** `tcx ingress`, `tcx egress`, `tc ingress`, `tc egress`, `netkit primary`, `netkit peer`, `xdp`, ... */
  readonly hook: string;
  /** Null where bpftool gives only the program's id (XDP). */
  readonly name: string | null;
}

/** `bpftool -j net show`. What cannot be read is left out. */
export function attachedPrograms(text: string | null): AttachedProgram[] {
  const [namespace] = listAt(parseJson(text));
  return [
    ...listAt(namespace, 'xdp').map((entry) => attached(entry, 'xdp')),
    ...listAt(namespace, 'tc').map((entry) => attached(entry, hookOf(textAt(entry, 'kind')))),
  ].filter((program) => program !== null);
}

function attached(entry: unknown, hook: string | null): AttachedProgram | null {
  const device = textAt(entry, 'devname');
  const ifindex = integerAt(entry, 'ifindex');
  if (device === null || ifindex === null || hook === null) return null;
  return { device, ifindex, hook, name: textAt(entry, 'name') };
}

/** Of `tcx/ingress`; `clsact/ingress` is the classic tc hook. */
function hookOf(kind: string | null): string | null {
  return kind?.replace(/^clsact\//, 'tc ').replace('/', ' ') ?? null;
}
