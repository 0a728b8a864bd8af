import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';
import { docker } from '../support/lab.ts';
import { lab, WITHIN } from './shared.ts';

interface Item {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** All that verifications have left in the cluster, on its nodes and here, but for what is being removed. */
export async function remains(): Promise<string[]> {
  const [namespaces, objects, captures] = await Promise.all([
    items('namespaces'),
    items('pods,services', '-A'),
    capturesOnNodes(),
  ]);
  const gone = namespaces.filter(isGoing).map((namespace) => namespace.metadata.name);
  return [
    ...namespaces.filter((n) => n.metadata.name.startsWith('cni-lab-') && !isGoing(n)),
    ...objects.filter((o) => isOurs(o) && !isGoing(o) && !gone.includes(o.metadata.namespace!)),
  ]
    .map(({ metadata: { namespace, name } }) => [namespace, name].filter(Boolean).join('/'))
    .concat(records(), captures);
}

/** Nothing is left, at the latest when the nodes have done what they were told. */
export async function expectNothingLeft(): Promise<void> {
  await vi.waitFor(async () => expect(await remains()).toEqual([]), WITHIN);
}

async function items(...what: readonly string[]): Promise<Item[]> {
  return JSON.parse(await lab.kubectl('get', ...what, '-o', 'json')).items;
}

const isGoing = ({ metadata }: Item) => metadata.deletionTimestamp !== undefined;
const isOurs = ({ metadata }: Item) => metadata.labels?.['cni-lab/lab'] !== undefined;

const RECORDS = '/run/cni-lab';

/** Of labs in this cluster; other people's are theirs. */
export function records(): string[] {
  if (!existsSync(RECORDS)) return [];
  return readdirSync(RECORDS)
    .filter((file) => file !== `${lab.name}.json` && file !== `${lab.name}.kubeconfig`)
    .map((file) => `${RECORDS}/${file}`)
    .filter((file) => file.includes(`/${lab.name}-`) || textOf(file).includes(lab.kubeconfig));
}

/** Of tcpdump and ping in the nodes, which are processes of this machine in the containers' cgroups. */
async function capturesOnNodes(): Promise<string[]> {
  const nodes = [lab.node('control-plane'), lab.node('worker')];
  const ids = (await docker('inspect', '--format', '{{.Id}}', ...nodes)).trim().split('\n');
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => /^(tcpdump|ping)\n$/.test(textOf(`/proc/${pid}/comm`)))
    .filter((pid) => ids.some((id) => textOf(`/proc/${pid}/cgroup`).includes(id)))
    .map((pid) => textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' '));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
}
