import type { Drained } from '../capture/drained.ts';
import { type Link, linkTable } from '../host/link-table.ts';
import { NODES_AT_ONCE, type SweepNode } from '../labs/cluster/sweep/sweep-cluster.ts';
import { pooled } from '../pooled.ts';
import type { SweepNodeDocument } from '../report/sweep-document.ts';
import type { Observation } from '../verdict/observation.ts';
import type { PairLab } from './pair-lab.ts';
import type { Place } from './sweep-captures.ts';

type Counted = Record<'in' | 'out', number>;
type Word = SweepNodeDocument['counters'];

/**
 * What the host-side devices counted in the time of the captures, held against those: no more than
 * was captured on them, no fewer than the probes. Once for a whole sweep.
 */
export class NodeCounters {
  readonly #before = new Map<SweepNode, readonly Link[]>();
  readonly #after = new Map<SweepNode, readonly Link[]>();
  /** By node and device. */
  readonly #captured = new Map<string, Counted>();
  readonly #probes = new Map<string, Counted>();

  /** Once the captures are live. */
  begin(members: readonly SweepNode[]): Promise<void> {
    return look(members, this.#before);
  }

  /** Before the captures are drained for the last time. */
  end(members: readonly SweepNode[]): Promise<void> {
    return look(members, this.#after);
  }

  captured(members: readonly SweepNode[], drained: ReadonlyMap<Place, Drained>): void {
    for (const { site, pods } of members) {
      const own = new Set(pods.map((pod) => pod.host.ifindex));
      for (const { ifindex, direction } of drained.get(site)?.frames ?? []) {
        if (ifindex === null || direction === null || !own.has(ifindex)) continue;
        count(this.#captured, key(site.node.name, ifindex))[direction]++;
      }
    }
  }

  observed({ taps, pods }: PairLab, observation: Observation): void {
    for (const [i, { tap, sightings }] of observation.taps.entries()) {
      if (!tap.endsWith('/lxc')) continue;
      const { name } = pods[tap.startsWith('pod1') ? 0 : 1].node.node;
      const counted = count(this.#probes, key(name, taps[i]!.ifindex));
      for (const direction of ['in', 'out'] as const) {
        const ofIt = sightings.filter((s) => s.direction === direction);
        // messages that offloading joined share their stamp
        counted[direction] += new Set(ofIt.map((s) => s.timestampNs)).size;
      }
    }
  }

  wordOf(member: SweepNode): Word {
    const before = this.#before.get(member);
    const after = this.#after.get(member);
    if (!before || !after) return { agrees: null, detail: 'its counters could not be read' };
    const words = member.pods.map((pod) => {
      const { ifindex, name } = pod.host;
      const then = before.find((link) => link.ifindex === ifindex);
      const now = after.find((link) => link.ifindex === ifindex);
      if (!then || !now) return { agrees: null, detail: `${name} is gone` };
      const id = key(member.site.node.name, ifindex);
      const least = this.#probes.get(id) ?? { in: 0, out: 0 };
      const most = this.#captured.get(id) ?? { in: 0, out: 0 };
      const rx = now.rx - then.rx;
      const tx = now.tx - then.tx;
      const fits = within(rx, least.in, most.in) && within(tx, least.out, most.out);
      const bounds = `captured +${most.in} and +${most.out}, the probes +${least.in} and +${least.out}`;
      return { agrees: fits, detail: `${name} rx +${rx}, tx +${tx}; ${bounds}` };
    });
    const agrees = words.some((w) => w.agrees === false)
      ? false
      : words.some((w) => w.agrees === null)
        ? null
        : true;
    return { agrees, detail: words.map((w) => w.detail).join('; ') };
  }
}

async function look(
  members: readonly SweepNode[],
  into: Map<SweepNode, readonly Link[]>,
): Promise<void> {
  await pooled(members, NODES_AT_ONCE, async (member) => {
    const links = await linkTable(member.site.access.net).catch(() => null); // a node that was lost
    if (links) into.set(member, links);
  });
}

function count(counts: Map<string, Counted>, id: string): Counted {
  const there = counts.get(id) ?? { in: 0, out: 0 };
  counts.set(id, there);
  return there;
}

function key(node: string, ifindex: number): string {
  return `${node}/${ifindex}`;
}

function within(n: number, least: number, most: number): boolean {
  return n >= least && n <= most;
}
