import { fileURLToPath } from 'node:url';
import { LabError } from '../errors.ts';
import type { Argv } from '../host/runner.ts';
import { nonce } from './nonce.ts';
import type { Tally } from './peer/client.ts';
import type { Probe, ProbePlan } from './probe.ts';
import { ProbeServers } from './probe-servers.ts';

/** Our own small server and client, bundled beside this code; they need nothing but node. */
const peer = (...args: string[]): Argv => [
  process.execPath,
  fileURLToPath(new URL('./probe-peer.cjs', import.meta.url)),
  ...args,
];

/** UDP datagrams, or messages over one TCP connection, to a server of ours in the target pod. */
export function messages(kind: 'udp' | 'tcp'): Probe {
  return async (plan) => {
    requireOwnPrograms(plan);
    const key = nonce();
    const { address, port } = plan.to;
    const servers = new ProbeServers(plan, (listen) => peer('serve', kind, listen, String(port)));
    try {
      await servers.listening();
      const { stdout } = await plan.from.runner.run(
        peer(
          ...[
            'ask',
            plan.unconnected && kind === 'udp' ? 'sendto' : kind,
            address,
            String(port),
            key,
          ],
          ...[String(plan.count), String(plan.intervalMs), String(plan.size)],
        ),
        {
          timeoutMs: plan.count * (plan.intervalMs + 1000) + 10_000,
          ...(plan.signal && { signal: plan.signal }),
        },
      );
      servers.requireRunning();
      return { key: { kind, nonce: key, port }, ...(JSON.parse(stdout) as Tally) };
    } finally {
      await servers.end();
    }
  };
}

function requireOwnPrograms({ kind, from, to }: ProbePlan): void {
  const remote = from.runner.remote ?? to.runner.remote;
  if (remote === undefined) return;
  throw new LabError('E_TOOL_MISSING', {
    message: `there is no program for ${kind} probes in the pods' network namespaces`,
    why: remote,
    mend: 'probe with ping, or run cni-lab as root on the machine of the nodes',
  });
}
