import { linkTable } from '../host/link-table.ts';
import type { Lab } from '../labs/lab.ts';
import type { Evidence } from '../verdict/evidence.ts';

type Counts = Map<string, { rx: number; tx: number }>;

/** Reads the taps' packet counters; call the result to read them again and get the difference. */
export async function startCounters(
  lab: Pick<Lab, 'taps' | 'runner'>,
): Promise<() => Promise<Evidence['counters']>> {
  const before = await readCounters(lab);
  return async () => {
    const after = await readCounters(lab);
    return lab.taps.map(({ name }) => {
      const [then, now] = [before.get(name)!, after.get(name)!];
      return { tap: name, rx: now.rx - then.rx, tx: now.tx - then.tx };
    });
  };
}

async function readCounters({ taps, runner }: Pick<Lab, 'taps' | 'runner'>): Promise<Counts> {
  const places = [...new Set(taps.map((tap) => tap.place))];
  const tables = await Promise.all(
    places.map(async (place) => ({ place, links: await linkTable(runner(place)) })),
  );
  return new Map(
    taps.map((tap) => {
      const links = tables.find(({ place }) => place === tap.place)!.links;
      const link = links.find((l) => l.ifindex === tap.ifindex);
      return [tap.name, { rx: link?.rx ?? 0, tx: link?.tx ?? 0 }];
    }),
  );
}
