import { CommandError } from '../host/command-error.ts';
import { droppedPackets, WATCHING, watchFlow } from '../host/drops-tool.ts';
import type { Running } from '../host/runner.ts';
import type { Lab } from '../labs/lab.ts';
import type { PlaceDrops } from '../verdict/evidence.ts';
import type { Flow, OnTheWay } from './conntrack.ts';

/** Numbers of IP protocols. */
const PROTOCOLS = {
  4: { ping: 1, udp: 17, tcp: 6 },
  6: { ping: 58, udp: 17, tcp: 6 },
} as const;

/** What the kernel of each node is asked while the probe is under way. */
export interface DropWatch {
  /** What was dropped so far; it watches no longer. */
  read(): Promise<PlaceDrops[]>;
  /** Ends it, if it has not ended. */
  stop(): Promise<void>;
}

/**
 * Has the kernel tell which of the probe's requests it drops in each node, and why. Resolves when it
 * watches; a kernel that cannot say is no failure. It costs each node a process and a BPF program.
 */
export async function watchDrops(
  lab: Lab,
  { nodes, kind, from, to }: Flow & OnTheWay,
): Promise<DropWatch> {
  const flow = { protocol: PROTOCOLS[lab.topology.family][kind], source: from, destination: to };
  const watchers = await Promise.all(
    nodes.map((place) => watcherIn(lab, place, lab.runner(place).start(watchFlow(flow)))),
  );
  return {
    read: () => Promise.all(watchers.map((watcher) => watcher.read())),
    stop: async () => {
      await Promise.all(watchers.map((watcher) => watcher.stop()));
    },
  };
}

async function watcherIn(lab: Lab, place: string, running: Running) {
  const chunks = running.stdout[Symbol.asyncIterator]();
  let text = '';
  const readOn = async () => {
    const { done, value } = await chunks.next();
    if (!done) text += Buffer.from(value).toString('latin1');
    return !done;
  };
  const ended = running.ended.catch((error) => {
    if (!(error instanceof CommandError)) throw error;
    return null; // it could not start
  });
  while (text.length < WATCHING.length && (await readOn()));
  const complaint: string[] = [];
  if (text === '') for await (const line of running.stderr) complaint.push(line);
  return {
    read: async (): Promise<PlaceDrops> => {
      if (text === '')
        return {
          place,
          drops: null,
          why: complaint[0]?.replace(/^drops: /, '') ?? 'it cannot be watched',
        };
      running.kill('SIGTERM');
      while (await readOn());
      if ((await ended)?.exitCode !== 0) {
        return { place, drops: null, why: 'what watched ended before it was told to' };
      }
      const tapOf = (device: string) =>
        lab.topology.taps.find((tap) => tap.namespace === place && tap.device === device)?.name;
      const drops = droppedPackets(text).map(({ device, ...drop }) => ({
        ...{ ...drop, tap: tapOf(device) ?? `${place}/${device}` },
      }));
      return { place, drops };
    },
    stop: async () => {
      running.kill('SIGKILL');
      await ended;
    },
  };
}
