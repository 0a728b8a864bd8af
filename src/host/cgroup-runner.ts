import { prefixed } from './netns-runner.ts';
import type { Runner } from './runner.ts';

/** The shell moves itself (0) before it becomes the program; nothing of ours is put into its text. */
const JOIN = 'echo 0 >"$0/cgroup.procs" && exec "$@"';

/** Runs programs in a cgroup, so that the BPF programs on it are asked about their sockets. */
export function cgroupRunner(outer: Runner, folder: string): Runner {
  return prefixed(outer, ['sh', '-c', JOIN, folder]);
}
