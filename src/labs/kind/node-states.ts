import { LabError } from '../../errors.ts';
import { shellQuote } from '../../host/shell-quote.ts';
import { docker } from './docker-cli.ts';
import { clusterName } from './kind-cli.ts';

/** The container that a node is. */
export interface NodeState {
  readonly name: string;
  /** Docker's word: `running`, `exited`, `paused`, `created`, ... */
  readonly state: string;
}

/** All nodes of a lab's cluster, running or not; none if there is no cluster. @throws LabError, CommandError */
export async function nodeStates(lab: string): Promise<NodeState[]> {
  const label = `label=io.x-k8s.kind.cluster=${clusterName(lab)}`;
  const format = '{{.Names}} {{.State}}';
  const text = await docker('ps', '-a', '--filter', label, '--format', format);
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => {
    const [name = '', state = ''] = line.split(' ');
    return { name, state };
  });
}

/** What does not run is said at once: the API server would have noticed after most of a minute. @throws LabError E_LAB_BROKEN */
export async function requireRunningNodes(lab: string): Promise<void> {
  const nodes = await nodeStates(lab);
  const up = shellQuote(['cni-lab', 'up', '--backend', 'kind', '--name', lab]);
  if (nodes.length === 0) {
    throw new LabError('E_LAB_BROKEN', {
      message: `the cluster of the lab "${lab}" is gone`,
      why: `Docker has no container of ${clusterName(lab)}: somebody else removed it`,
      mend: `${shellQuote(['cni-lab', 'down', '--name', lab])}; ${up}`,
    });
  }
  const idle = nodes.filter(({ state }) => state !== 'running');
  if (idle.length === 0) return;
  throw new LabError('E_LAB_BROKEN', {
    message: `not all nodes of the lab "${lab}" run`,
    why: idle.map(({ name, state }) => `the container ${name} is ${state}`).join('; '),
    mend: `${up} starts them, with the options that it was made with`,
  });
}

/** Starts nodes that were stopped or paused: the machine was restarted, or somebody did it. @returns those that had to be started */
export async function startStoppedNodes(lab: string): Promise<string[]> {
  const nodes = await nodeStates(lab);
  const named = (is: (state: string) => boolean) =>
    nodes.filter(({ state }) => is(state)).map(({ name }) => name);
  const paused = named((state) => state === 'paused');
  if (paused.length > 0) await docker('unpause', ...paused);
  const stopped = named((state) => state !== 'running' && state !== 'paused');
  if (stopped.length > 0) await docker('start', ...stopped);
  return stopped;
}

/** The addresses that Docker gave these nodes. @throws LabError, CommandError */
export async function nodeAddresses(names: readonly string[]): Promise<Map<string, string[]>> {
  if (names.length === 0) return new Map();
  const format =
    '{{.Name}}{{range .NetworkSettings.Networks}} {{.IPAddress}} {{.GlobalIPv6Address}}{{end}}';
  const text = await docker('inspect', '--format', format, ...names);
  const lines = text.split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [name = '', ...addresses] = line.split(' ').filter(Boolean);
      return [name.replace(/^\//, ''), addresses];
    }),
  );
}
