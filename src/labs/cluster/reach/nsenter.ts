import { isInUserNamespace, lackingOf } from '../../../host/capabilities.ts';
import { CommandError } from '../../../host/command-error.ts';
import { localRunner } from '../../../host/local-runner.ts';
import { bootId, ownAddresses, processExists } from '../../../host/machine-identity.ts';
import { insideRunner, processNetnsRunner } from '../../../host/netns-runner.ts';
import { neededBy } from '../../../host/privileges.ts';
import { findTool } from '../../../host/tools.ts';
import type { Node } from '../../../kubernetes/node.ts';
import { dockerRunner } from '../../kind/kind-cli.ts';
import type { NodeAccess, Refusal } from './node-access.ts';

/**
 * Who may do as root does on the machine whose kernel the node runs on: straight into its namespaces, with this
 * machine's own tools. 2 to 5 ms a command.
 */
export async function reachByNsenter(node: Node): Promise<NodeAccess | Refusal> {
  const refuse = (why: string): Refusal => ({ way: 'nsenter', why });
  if (process.platform !== 'linux') return refuse('this is not Linux');
  const lacking = lackingOf(neededBy('run', process.geteuid?.() ?? 0));
  if (lacking.length > 0) return refuse(`this user lacks ${lacking.join(', ')}`);
  if (isInUserNamespace()) return refuse('this is a user namespace');
  if (node.bootId !== bootId()) return refuse('the node runs on another machine');
  const missing = ['nsenter', 'tcpdump', 'ip', 'ping'].find((tool) => !findTool(tool));
  if (missing) return refuse(`${missing} is not installed here`);
  const pid = await nodeProcess(node);
  if (pid === null) return refuse('no container of its name was found, nor its address here');
  return {
    ...{ node: node.name, way: 'nsenter', outside: localRunner },
    net: processNetnsRunner(localRunner, pid),
    inside: insideRunner(localRunner, pid),
    enter: (pid) => processNetnsRunner(localRunner, pid),
    close: async () => {},
  };
}

/** A process in the node's own namespaces: of the container that it is, or this machine's first. */
async function nodeProcess(node: Node): Promise<number | null> {
  if (node.internalAddresses.some((address) => ownAddresses().includes(address))) return 1;
  const pid = await containerProcess(node.name);
  return pid > 0 && processExists(pid) ? pid : null;
}

/** The first process of a container, as this machine counts them; 0 if there is none, or no Docker. */
async function containerProcess(name: string): Promise<number> {
  try {
    const { stdout } = await dockerRunner.run([
      ...([
        'docker',
        'inspect',
        '--type',
        'container',
        '--format',
        '{{.State.Pid}}',
        name,
      ] as const),
    ]);
    return Number(stdout.trim());
  } catch (error) {
    if (error instanceof CommandError) return 0;
    throw error;
  }
}
