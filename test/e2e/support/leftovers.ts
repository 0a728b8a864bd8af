import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Everything of ours that is on this machine now. Should be empty whenever nothing of ours runs. */
export function leftovers(): string[] {
  return [...namespaces(), ...records(), ...links(), ...captures(), ...cgroups()];
}

function namespaces(): string[] {
  return list('/run/netns').filter((name) => name.startsWith('cni-lab.'));
}

function records(): string[] {
  return existsSync('/run/cni-lab') ? ['/run/cni-lab', ...list('/run/cni-lab')] : [];
}

/** Labs make their devices inside their namespaces; on the host there must be none. */
function links(): string[] {
  const text = execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' });
  return text.split('\n').filter((line) => / (lxc|veth)[12]@| cni0:/.test(line));
}

/** Captures, what traces, what loads, and probe servers, whichever process started them; not what only compiles a filter (-d). */
function captures(): string[] {
  return list('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => `${pid} ${commandLine(pid)}`)
    .filter((line) =>
      /tcpdump -i any -y LINUX_SLL2(?! -d)|probe-peer\.cjs|dist\/(trace|load|tap-\w+) /.test(line),
    );
}

/** cgroups of labs, wherever the cgroup v2 hierarchy is mounted. */
function cgroups(): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const roots = mounts.filter((line) => line.includes(' - cgroup2 ')).map((l) => l.split(' ')[4]!);
  return roots.flatMap(list).filter((name) => name.startsWith('cni-lab.'));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200);
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
