import { describe, expect, it } from 'vitest';
import type { AgentConnection } from '../../src/host/agent/agent-connection.ts';
import type { Kubernetes } from '../../src/kubernetes/kubernetes.ts';
import { CLOSING, isMarker, OPENING } from '../../src/trace/marker.ts';
import { Monitors } from '../../src/trace/monitors.ts';
import { event, lines } from './support.ts';

/** An agent that shows packets once it is ready, which is some time after it says so. */
class Agent {
  ready = false;
  #show: (line: string) => void = () => {};

  readonly stream: Kubernetes['stream'] = async () => {
    const output = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#show = (line) => controller.enqueue(Buffer.from(`${line}\n`));
        this.#end = () => controller.close();
      },
    });
    const close = () => this.#end();
    const connection = { output, closed: Promise.resolve(null), close: () => {}, write: close };
    return connection as unknown as AgentConnection;
  };
  #end = () => {};

  packet(size: number): void {
    if (!this.ready) return;
    const shown = JSON.parse(lines('related-ping.jsonl')[1]!);
    this.#show(JSON.stringify({ ...shown, bytes: 14 + 20 + 8 + size }));
  }
}

const AGENT = {
  node: 'worker',
  place: { namespace: 'kube-system', pod: 'a' },
  endpoints: new Map(),
};

async function monitors(agent: Agent, mark: (size: number) => Promise<void>) {
  const { signal } = new AbortController();
  return Monitors.start({ stream: agent.stream } as never, [AGENT], {
    ...{ addresses: ['10.0.0.1'], family: 4 as const, mark, signal },
  });
}

describe('monitors', () => {
  it('are sent packets until they show one, and that is the proof', async () => {
    const agent = new Agent();
    let sent = 0;
    const all = await monitors(agent, async (size) => {
      agent.ready = ++sent > 2;
      agent.packet(size);
    });
    expect(await all.listening()).toEqual([true]);
    expect(sent).toBe(3);
    await all.stop();
  });

  it('are complete when they show what was sent last', async () => {
    const agent = new Agent();
    agent.ready = true;
    const all = await monitors(agent, async (size) => agent.packet(size));
    expect(await all.complete()).toEqual([true]);
    expect(all.sessions[0]?.events.every((e) => isMarker(e, 4, CLOSING))).toBe(true);
    await all.stop();
  });

  it('send nothing where there is no agent', async () => {
    const { signal } = new AbortController();
    const mark = async () => {
      throw new Error('sent');
    };
    const none = await Monitors.start({} as never, [], {
      ...{ addresses: [], family: 4 as const, mark, signal },
    });
    expect(await none.listening()).toEqual([]);
    expect(await none.complete()).toEqual([]);
    await none.stop();
  });
});

describe('a marker', () => {
  it('is known by its size, with or without an Ethernet header', () => {
    expect(isMarker(event({ bytes: 14 + 28 + OPENING }), 4, OPENING)).toBe(true);
    expect(isMarker(event({ bytes: 28 + OPENING }), 4, OPENING)).toBe(true);
    expect(isMarker(event({ bytes: 14 + 28 + OPENING }), 4, CLOSING)).toBe(false);
    expect(isMarker(event({ bytes: 62 + OPENING }), 6, OPENING)).toBe(true);
  });

  it('is never a ping of the usual size, nor what is no ping', () => {
    for (const size of [OPENING, CLOSING]) {
      expect(isMarker(event({ bytes: 98 }), 4, size)).toBe(false);
      expect(isMarker(event({ bytes: 42 + size }, { icmp: null }), 4, size)).toBe(false);
    }
  });
});
