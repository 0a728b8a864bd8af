import { listAt, parseJson, textAt } from '../cni/json.ts';
import type { HookProgram } from './inspection.ts';

/** Hooks of cgroups that have nothing to do with packets. */
const OTHERS = ['cgroup_device', 'device', 'cgroup_sysctl', 'sysctl'];

/** The programs that are asked about the sockets of a cgroup. @param text `bpftool -j cgroup show DIR effective` */
export function parseSocketPrograms(text: string | null): HookProgram[] {
  return listAt(parseJson(text)).flatMap((entry) => {
    const hook = textAt(entry, 'attach_type');
    return hook === null || OTHERS.includes(hook) ? [] : { hook, name: textAt(entry, 'name') };
  });
}
