import { fileURLToPath } from 'node:url';
import { LabError } from '../errors.ts';
import type { Argv, Ended, Running } from '../host/runner.ts';
import { nonce } from './nonce.ts';
import type { Tally } from './peer/client.ts';
import type { Probe, ProbePlan } from './probe.ts';

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
    const servers = [plan.to, ...(plan.others ?? [])].map(({ runner, listen }) =>
      runner.start(peer('serve', kind, listen, String(port))),
    );
    const over: Ended[] = [];
    for (const { ended } of servers) {
      const note = (end: Ended) => over.push(end);
      ended.then(note, () => {}); // one that could not start is told of by serving()
    }
    try {
      await Promise.all(servers.map((server) => serving(server, plan)));
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
      requireRunning(over, plan);
      return { key: { kind, nonce: key, port }, ...(JSON.parse(stdout) as Tally) };
    } finally {
      for (const server of servers) server.kill('SIGKILL');
      await Promise.all(servers.map((server) => server.ended.catch(() => {})));
    }
  };
}

/** Resolves when the server says that it listens. @throws LabError E_PROBE if it ends instead */
async function serving(server: Running, plan: ProbePlan): Promise<void> {
  for await (const chunk of server.stdout) {
    if (chunk.length > 0) return;
  }
  const complaint: string[] = [];
  for await (const line of server.stderr) complaint.push(line);
  throw new LabError('E_PROBE', {
    message: `no ${plan.kind} server could be started in ${plan.to.name}`,
    why: complaint.find((line) => line.includes('Error')) ?? complaint.join(' '),
    mend: 'cni-lab status',
  });
}

/** That they did not answer would else be taken for a way that lost the replies. @throws LabError E_PROBE */
function requireRunning(over: readonly Ended[], plan: ProbePlan): void {
  const [end] = over;
  if (!end) return;
  throw new LabError('E_PROBE', {
    message: `the ${plan.kind} server in ${plan.to.name} ended while it was asked`,
    why: end.signal ? `ended by ${end.signal}` : `exit code ${end.exitCode}`,
    mend: 'find out who ended it, then try again',
  });
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
