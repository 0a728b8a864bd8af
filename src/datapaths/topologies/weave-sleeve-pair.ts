import type { Daemon } from '../daemon.ts';
import type { Topology } from '../topology.ts';
import { PLAN } from './node-pair.ts';
import { tunnelProcess } from './tunnel-process.ts';
import { weavePair } from './weave-pair.ts';

const PORT = 6783;
const CAPTURED = 'vethwe-pcap';

/** Weave's nodes with a router on each that captures frames and sends them to the other by UDP. */
export function weaveSleevePair(): Topology {
  return { ...weavePair(CAPTURED), daemons: [1, 2].map(weaver) };
}

function weaver(n: number): Daemon {
  const [here, there] = [n, 3 - n].map(PLAN[4].node);
  const how = ['frames', CAPTURED, 'vethwe-bridge', here!, there!, PORT];
  return tunnelProcess(`node${n}`, 'weaver', how);
}
