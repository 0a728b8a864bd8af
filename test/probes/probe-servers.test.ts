import { describe, expect, it } from 'vitest';
import { localRunner } from '../../src/host/local-runner.ts';
import type { Argv, Runner } from '../../src/host/runner.ts';
import type { ProbePlan } from '../../src/probes/probe.ts';
import { ProbeServers } from '../../src/probes/probe-servers.ts';

/** In pod2, by what serves there. */
function served(argv: Argv, signal?: AbortSignal): ProbeServers {
  const runner: Runner = localRunner;
  const plan: ProbePlan = {
    ...{ kind: 'udp', family: 4, count: 1, intervalMs: 1, size: 64 },
    from: { name: 'pod1', runner },
    to: { name: 'pod2', runner, address: '::1', listen: '::1', port: 8080 },
    ...(signal && { signal }),
  };
  return new ProbeServers(plan, () => argv);
}

describe.skipIf(process.platform !== 'linux')('the servers of a probe', () => {
  it('are there when they say so, and gone when they are to end', async () => {
    const servers = served(['sh', '-c', 'echo ready; exec sleep 20']);
    await servers.listening();
    servers.requireRunning();
    await servers.end();
  });

  it('say why they are not', async () => {
    const servers = served(['sh', '-c', 'echo Error: address in use >&2']);
    await expect(servers.listening()).rejects.toMatchObject({
      ...{ code: 'E_PROBE', why: 'Error: address in use' },
    });
    await servers.end();
  });

  it('are not waited for when time is up, though they say nothing', async () => {
    const controller = new AbortController();
    const servers = served(['sleep', '20'], controller.signal);
    const listening = servers.listening();
    controller.abort();
    await expect(listening).rejects.toMatchObject({ code: 'E_PROBE' });
    await servers.end();
  });

  it('that ended meanwhile have not shown that replies were lost', async () => {
    const servers = served(['sh', '-c', 'echo ready; kill -9 $$']);
    await servers.listening();
    await servers.end();
    expect(() => servers.requireRunning()).toThrow('ended while it was asked');
  });
});
