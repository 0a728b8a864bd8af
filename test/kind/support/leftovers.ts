import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { isKubeconfigUntouched } from './home.ts';
import { processesSaying } from './processes.ts';
import { PREFIX } from './rig.ts';

/** Everything that labs of these tests have left on this machine. Other people's labs are theirs. */
export function leftovers(): string[] {
  return [
    ...containers(),
    ...list('/run/netns').filter((name) => name.startsWith(`cni-lab.${PREFIX}`)),
    ...records(),
    ...processesSaying(new RegExp(`(kind|docker|helm) .*cni-lab-${PREFIX}`)),
    ...(isKubeconfigUntouched() ? [] : ["the user's kubeconfig was written to"]),
  ];
}

/** Nodes are found by kind's label, and by their names. */
function containers(): string[] {
  const format = '{{.Names}} {{.Label "io.x-k8s.kind.cluster"}}';
  const lines = execFileSync('docker', ['ps', '-a', '--format', format], { encoding: 'utf8' });
  return lines.split('\n').filter((line) => line.includes(`cni-lab-${PREFIX}`));
}

function records(): string[] {
  const files = list('/run/cni-lab');
  if (existsSync('/run/cni-lab') && files.length === 0) return ['/run/cni-lab, empty'];
  return files.filter((file) => file.startsWith(PREFIX)).map((file) => `/run/cni-lab/${file}`);
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
