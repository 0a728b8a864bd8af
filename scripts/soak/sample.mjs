// What there is on this machine while nothing of ours runs.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Of the whole machine, on which others may be at work: a leak of one in twenty runs is seen through what they do. */
const MACHINES = { perRun: 1 / 20, slack: 10 };

export const MEASURES = [
  { name: 'left over: labs, records, processes, cgroups', perRun: 0 },
  { name: 'our folders in /tmp', perRun: 0 },
  { name: 'BPF pins', perRun: 0 },
  { name: 'devices of this namespace', perRun: 0 },
  { name: 'open files of the soak', perRun: 0 },
  { name: 'network namespaces', ...MACHINES },
  { name: 'connections tracked', ...MACHINES },
  { name: 'BPF programs', ...MACHINES },
  { name: 'BPF maps', ...MACHINES },
  { name: 'processes', ...MACHINES },
  { name: 'files in /run', ...MACHINES },
  { name: 'files in /tmp', ...MACHINES },
  { name: 'open files', perRun: 1, slack: 1000 },
  { name: "the kernel's memory", perRun: 8, slack: 8192, unit: 'kB' }, // a namespace is 100 and more
  { name: 'memory in use', perRun: 128, slack: 262_144, unit: 'kB' },
  { name: 'peak memory of a run', perRun: 0, slack: 4096, unit: 'kB' },
];

/** @param leftovers tells what of ours is there @param peakKb of the runs since the last one */
export function sample(leftovers, peakKb) {
  const memory = kilobytes('/proc/meminfo');
  return {
    'left over: labs, records, processes, cgroups': leftovers().length,
    'our folders in /tmp': list(tmpdir()).filter((name) => /^cni-lab-.{6}$/.test(name)).length,
    'BPF pins': list('/sys/fs/bpf').length,
    'devices of this namespace': list('/sys/class/net').length,
    'open files of the soak': list('/proc/self/fd').length,
    'network namespaces': slab('net_namespace'),
    'connections tracked': slab('nf_conntrack'),
    'BPF programs': bpf('prog'),
    'BPF maps': bpf('map'),
    processes: list('/proc').filter((name) => /^\d+$/.test(name)).length,
    'open files': Number(readFileSync('/proc/sys/fs/file-nr', 'utf8').split('\t')[0]),
    'files in /run': list('/run', true).length,
    'files in /tmp': list('/tmp').length,
    "the kernel's memory": memory.SUnreclaim + memory.Percpu + memory.KernelStack,
    'memory in use': memory.MemTotal - memory.MemAvailable,
    'peak memory of a run': peakKb,
  };
}

function list(folder, recursive = false) {
  return existsSync(folder) ? readdirSync(folder, { recursive }) : [];
}

/** `MemTotal:   24684084 kB` */
function kilobytes(file) {
  const lines = readFileSync(file, 'utf8').matchAll(/^(\w+):\s+(\d+) kB$/gm);
  return Object.fromEntries([...lines].map(([, name, kb]) => [name, Number(kb)]));
}

/** Objects of the kernel in use, wherever they are: nothing else tells of namespaces that nobody can reach. */
function slab(name) {
  const line = readFileSync('/proc/slabinfo', 'utf8').match(new RegExp(`^${name} +(\\d+)`, 'm'));
  return line ? Number(line[1]) : null;
}

function bpf(kind) {
  try {
    return JSON.parse(execFileSync('bpftool', ['-j', kind, 'show'], { encoding: 'utf8' })).length;
  } catch {
    return null; // not installed
  }
}
