import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../src/errors.ts';
import type { AgentConnection } from '../../src/host/agent/agent-connection.ts';
import { spawnedConnection } from '../../src/host/agent/spawned-connection.ts';
import type { Argv } from '../../src/host/runner.ts';
import type { Kubernetes } from '../../src/kubernetes/kubernetes.ts';
import { MonitorSession } from '../../src/trace/monitor-session.ts';

/** The script that we send into the agent's pod, run here, with a cilium-dbg of the test's own. */
const RECORDING = fileURLToPath(
  new URL('../fixtures/clusters/monitor/related-ping.jsonl', import.meta.url),
);
const PODS = ['10.244.0.251', '10.244.1.141'];
const agent = {
  node: 'worker',
  place: { namespace: 'kube-system', pod: 'a' },
  endpoints: new Map(),
};

let folder: string;
let connection: AgentConnection;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cni-lab-monitor-'));
});
afterEach(() => {
  connection?.close();
  rmSync(folder, { recursive: true });
});

function start(monitor: string, pods = PODS): Promise<MonitorSession> {
  const program = join(folder, 'cilium-dbg');
  writeFileSync(
    program,
    `#!/bin/sh\necho $$ >${folder}/pid\necho "$@" >${folder}/args\n${monitor}\n`,
  );
  chmodSync(program, 0o755);
  const stream: Kubernetes['stream'] = async (_, argv) => {
    connection = spawnedConnection(argv as Argv, {
      PATH: `${folder}:${process.env.PATH}`,
    });
    return connection;
  };
  return MonitorSession.start({ stream } as Kubernetes, agent, pods, new AbortController().signal);
}

const read = (file: string) => readFileSync(join(folder, file), 'utf8').trim();

async function gone(): Promise<void> {
  const pid = Number(read('pid'));
  await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), { timeout: 3000 });
}

const GOES_ON = 'exec sleep 1000';

describe('a monitor in an agent', () => {
  it('shows its events as they come', async () => {
    const session = await start(`cat ${RECORDING}; ${GOES_ON}`);
    expect(await session.shows((e) => e.packet?.sequence === 2, 3000)).toBe(true);
    await vi.waitFor(() => expect(session.events).toHaveLength(6));
    expect(read('args')).toBe('monitor -t trace -t drop -j');
    await session.stop();
    expect(session.fault).toBeNull();
    await gone();
  });

  it('does not send what is none of our pods', async () => {
    const session = await start(`cat ${RECORDING}; echo '{"last":"10.0.0.9"}'; ${GOES_ON}`, [
      '10.0.0.9',
    ]);
    expect(await session.shows(() => true, 300)).toBe(false);
    expect(session.events).toEqual([]);
    await session.stop();
  });

  it('takes an address by its whole, not by its beginning', async () => {
    const session = await start(`cat ${RECORDING}; ${GOES_ON}`, ['10.244.1.14', '10.244.0.25']);
    expect(await session.shows(() => true, 300)).toBe(false);
    await session.stop();
  });

  it('ends although it reads no input and prints nothing', async () => {
    const session = await start(GOES_ON);
    await vi.waitFor(() => read('args'), { timeout: 3000 });
    await session.stop();
    await gone();
    await session.stop();
    expect(session.fault).toBeNull();
  });

  it('ends when the connection is cut, as by a kill of ours', async () => {
    await start(GOES_ON);
    await vi.waitFor(() => read('args'), { timeout: 3000 });
    connection.close(); // its input ends, and that is all
    await gone();
  });

  it('that fails says why, and nobody waits for it', async () => {
    const session = await start('echo "Error: unknown flag: -j" >&2; exit 1');
    expect(await session.shows(() => true, 10_000)).toBe(false);
    expect(session.fault).toBe('the monitor ended with exit code 1: Error: unknown flag: -j');
    await session.stop();
  });

  it('counts what the agent lost', async () => {
    const session = await start(`echo "CPU 01: Lost 12 events"; cat ${RECORDING}; ${GOES_ON}`);
    await session.shows(() => true, 3000);
    expect(session.lost).toBe(12);
    await session.stop();
  });

  it('that cannot be started is a fault, not an error', async () => {
    const refused = new LabError('E_CLUSTER_FORBIDDEN', { message: 'no', why: '', mend: '' });
    const stream = async () => {
      throw refused;
    };
    const { signal } = new AbortController();
    const session = await MonitorSession.start({ stream } as never, agent, PODS, signal);
    expect(session.fault).toBe('no');
    expect(await session.shows(() => true, 10_000)).toBe(false);
    await session.stop();
  });

  it('is broken off with the rest', async () => {
    const broken = new AbortController();
    const stream = async () => {
      broken.abort(new LabError('E_INTERRUPTED', { message: 'stop', why: '', mend: '' }));
      throw new LabError('E_CLUSTER_API', { message: 'cut', why: '', mend: '' });
    };
    const starting = MonitorSession.start({ stream } as never, agent, PODS, broken.signal);
    await expect(starting).rejects.toThrow('stop');
  });
});
