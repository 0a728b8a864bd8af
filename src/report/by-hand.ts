import type { Replay } from './replay.ts';
import type { ResultDocument, RunDocument } from './run-document.ts';

/** A step of doing it by hand: what for, and the command to paste. */
export interface HandStep {
  readonly text: string;
  readonly command: string;
}

const NAME = 'demo';

/** How to see the same without cni-lab's captures: a terminal for each tap, one to send from. */
export function byHand(result: ResultDocument, backend: RunDocument['backend']): HandStep[] {
  const { replay, probe } = result;
  if (!replay || !probe || result.lab === null) return [];
  if (backend !== 'netns') {
    return [{ text: 'the same again', command: `cni-lab verify --backend ${backend}` }];
  }
  const filter = probe.kind === 'ping' ? (probe.family === 4 ? 'icmp' : 'icmp6') : probe.kind;
  const again = `cni-lab verify ${result.lab} --name ${NAME} --probe ${probe.kind}`;
  const captures = replay.scene.taps.map(({ tap, room, device }) => ({
    text: `what ${tap} sees, in a terminal of its own`,
    command: `${inside(room)} tcpdump -pne -i ${device} ${filter}`,
  }));
  return [
    { text: 'keep the lab', command: `cni-lab up ${result.lab} --name ${NAME}` },
    ...captures,
    { text: 'send', command: ping(probe, replay) ?? again },
    { text: 'remove it', command: `cni-lab down --name ${NAME}` },
  ];
}

/** Inside a place of the kept lab. */
function inside(room: string): string {
  return `ip netns exec cni-lab.${NAME}.${room}`;
}

function ping(
  { kind, family, count, to }: NonNullable<ResultDocument['probe']>,
  { scene }: Replay,
): string | null {
  const bears = scene.devices.find((d) => d.room === to && d.addresses.length > 0);
  const address = scene.service ?? bears?.addresses[0]?.split('/')[0] ?? to;
  // nothing listens in a kept lab: the probe brings its own server
  if (kind !== 'ping') return null;
  return `${inside(scene.from)} ping -${family} -c ${count} ${address}`;
}
