import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';

/** Where the machine has the memory controller of cgroup v1, or v2. */
const ROOTS = [
  { root: '/sys/fs/cgroup/memory', peak: 'memory.max_usage_in_bytes' },
  { root: '/sys/fs/cgroup', peak: 'memory.peak' },
];

/**
 * Runs a command with all that it starts in a cgroup of its own, which tells the memory of them all, of what the kernel holds for
 * them, and of files that they read first.
 * @param {(argv: string[]) => T} run
 * @returns {{ value: T, peakMb: number | null }} null where this machine does not tell
 * @template T
 */
export function withPeakMemory(argv, run) {
  const controller = ROOTS.find(({ root }) => existsSync(`${root}/cgroup.procs`));
  if (!controller) return { value: run(argv), peakMb: null };
  const group = `${controller.root}/cni-lab-bench-${process.pid}`;
  mkdirSync(group);
  try {
    const enter = 'echo $$ > "$0" && exec "$@"';
    const value = run(['sh', '-c', enter, `${group}/cgroup.procs`, ...argv]);
    const file = `${group}/${controller.peak}`;
    return {
      value,
      peakMb: existsSync(file) ? Number(readFileSync(file, 'utf8')) / 2 ** 20 : null,
    };
  } finally {
    rmdirSync(group);
  }
}
