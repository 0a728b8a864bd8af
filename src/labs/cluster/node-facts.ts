import type { CniFile, LiveNode } from '../../cni/live-node.ts';
import { CommandError } from '../../host/command-error.ts';
import type { Runner } from '../../host/runner.ts';
import type { NodeSite } from './site.ts';

/** What a node's own files and tables say of its CNI. Null or empty where it could not be had. */
export async function nodeFacts({ node, access }: NodeSite, family: 4 | 6): Promise<LiveNode> {
  const [conflists, links, routes] = await Promise.all([
    readConflists(access.inside),
    attempt(access.net, ['ip', '-j', '-d', 'link']),
    attempt(access.net, ['ip', '-j', `-${family}`, 'route']),
  ]);
  return { node: node.name, conflists, links, routes };
}

/** Its files of /etc/cni/net.d. */
export async function readConflists(inside: Runner): Promise<CniFile[]> {
  const text = await attempt(inside, [
    ...(['find', '/etc/cni/net.d', '-maxdepth', '1', '-type', 'f'] as const),
    ...['-exec', 'grep', '-H', '', '{}', '+'],
  ]);
  const files = new Map<string, string[]>();
  for (const line of (text ?? '').split('\n')) {
    const [, file, rest] = /^(\/etc\/cni\/net\.d\/[^:]+):(.*)$/.exec(line) ?? [];
    if (file !== undefined) files.set(file, [...(files.get(file) ?? []), rest ?? '']);
  }
  return [...files].map(([file, lines]) => ({ file, text: lines.join('\n') }));
}

async function attempt(
  runner: Runner,
  argv: readonly [string, ...string[]],
): Promise<string | null> {
  try {
    return (await runner.run(argv)).stdout;
  } catch (error) {
    if (error instanceof CommandError) return error.stdout || null;
    throw error;
  }
}
