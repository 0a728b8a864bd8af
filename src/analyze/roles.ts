import { LabError } from '../errors.ts';
import { NO_MAC } from '../packets/address.ts';
import { LEGS, type Leg } from '../verdict/join-key.ts';
import type { Sighting } from '../verdict/observation.ts';
import { canShareClock, longer } from './round-trip.ts';

/** What one file saw of the flow. */
export interface FileSightings {
  readonly file: string;
  readonly sightings: readonly Sighting[];
}

/**
 * Works out which tap each file was taken at, from when and with what addresses each saw the flow,
 * and from no signature, so that the verdict stays open:
 * the file in which round trips take longest is the asking pod's own end, the one in which they take
 * shortest the answering pod's, whatever clocks stamped them; every other file lies on the link whose MAC
 * addresses it shows, or, where frames keep their addresses all the way (a bridge), next to the pod it is
 * nearest to in time; two files on neither pod's link are the two nodes' ends of the wire between them, in
 * the order in which requests pass them.
 * @returns file to tap; files that saw nothing of the flow have none
 * @throws LabError E_ROLES where that does not lead to one answer
 */
export function workOutRoles(files: readonly FileSightings[]): Map<string, string> {
  const seeing = files.filter((f) => f.sightings.length > 0);
  const whole = seeing.filter(hasBoth);
  const pod1 = nearest(whole, 'request');
  const pod2 = nearest(whole, 'reply');
  const first = earliest(seeing, 'request');
  const last = earliest(seeing, 'reply');
  const isOne = pod1 === pod2;
  if (!first || !last || (isOne && hasBoth(first) && hasBoth(last))) {
    throw unclear(
      'requests and replies must each have been captured where they start, in two files',
    );
  }
  if (!pod1 || (isOne && !hasBoth(first)) || isStranger(first, pod1, pod2)) {
    throw unclear(
      `${first.file} saw requests and no reply: they start somewhere else, or are lost`,
    );
  }
  if (!pod2 || isOne || isStranger(last, pod2, pod1)) {
    throw unclear(`${last.file} saw replies and no request: they start somewhere else`);
  }
  const roles = new Map([
    [pod1.file, 'pod1/eth0'],
    [pod2.file, 'pod2/eth0'],
  ]);
  const rest = seeing.filter((f) => f !== pod1 && f !== pod2);
  const bothWays = seeing.find(hasBothWays);
  if (bothWays) {
    throw unclear(
      `${bothWays.file} shows the same probes in both directions: they go out there and come back, as at a switch that reflects`,
    );
  }
  const twice = rest.find(hasGuises);
  if (twice) {
    throw unclear(
      `${twice.file} shows the same probes under several addresses: they pass it there and back, as at a load balancer`,
    );
  }
  if (isOneLink(pod1, pod2) && rest.length !== 2) {
    throw unclear(
      `${pod1.file} and ${pod2.file} show the same MAC addresses: two ends of one link, or two pods on a bridge`,
    );
  }
  requireFresh(pod1, 'request');
  requireFresh(pod2, 'reply');
  const sides = rest.map((f) => ({ file: f.file, pod: sideOf(f, pod1, pod2, rest) }));
  for (const pod of ['pod1', 'pod2'] as const) {
    const own = sides.filter((s) => s.pod === pod);
    if (own.length > 1) {
      throw unclear(`${own.map((s) => s.file).join(' and ')} could both be ${pod}/lxc`);
    }
    if (own[0]) roles.set(own[0].file, `${pod}/lxc`);
  }
  const wire = byTime(rest).filter((f) => sides.some((s) => s.file === f.file && s.pod === null));
  if (wire.length !== 0 && wire.length !== 2) {
    const names = wire.map((f) => f.file).join(' and ');
    throw unclear(`${names}: the nodes' own devices are told apart only where both were captured`);
  }
  wire.forEach((f, i) => {
    roles.set(f.file, `node${i + 1}/eth0`);
  });
  return roles;
}

/** What operating systems send with: a packet that has another TTL was routed before. */
const INITIAL_TTLS = [64, 128, 255];

function requireFresh(file: FileSightings, leg: Leg): void {
  const { ttl } = firstOf(file, leg)!;
  if (INITIAL_TTLS.includes(ttl)) return;
  throw unclear(`in ${file.file} each ${leg} has TTL ${ttl} already: it was sent somewhere else`);
}

/** The file nearest to where a leg starts, of those that saw both: round trips are longest there, or shortest. */
function nearest(files: readonly FileSightings[], leg: Leg): FileSightings | undefined {
  return files.reduce<FileSightings | undefined>(
    (best, file) => (best && !isNearer(file, best, leg) ? best : file),
    undefined,
  );
}

function isNearer(file: FileSightings, other: FileSightings, leg: Leg): boolean {
  const more = longer(file, other);
  if (more !== null && more !== 0n) return leg === 'request' ? more > 0n : more < 0n;
  // stamps too coarse to tell: whoever sends it, as far as the file says, or else saw it first
  const [sends, sendsToo] = [file, other].map((f) => firstOf(f, leg)!.direction === 'out');
  if (sends !== sendsToo) return sends!;
  return firstOf(file, leg)!.timestampNs < firstOf(other, leg)!.timestampNs;
}

/** Whether a file that saw one leg alone saw it before the pod that should have sent it, by the same clock. */
function isStranger(
  file: FileSightings,
  pod: FileSightings,
  other: FileSightings | undefined,
): boolean {
  if (hasBoth(file) || liesOn(file, pod)) return false;
  return !other || canShareClock(pod, other) || canShareClock(other, pod);
}

function earliest(files: readonly FileSightings[], leg: Leg): FileSightings | undefined {
  return (
    files
      .map((f) => ({ f, at: firstOf(f, leg)?.timestampNs, both: hasBoth(f) }))
      .filter((x): x is typeof x & { at: bigint } => x.at !== undefined)
      // equal stamps: a pod's own end sees both legs
      .sort((a, b) => Number(a.at - b.at) || Number(b.both) - Number(a.both))[0]?.f
  );
}

/** The pod on whose link a file was taken; null if on neither's. */
function sideOf(
  file: FileSightings,
  pod1: FileSightings,
  pod2: FileSightings,
  rest: readonly FileSightings[],
): 'pod1' | 'pod2' | null {
  if (isOneLink(pod1, pod2)) {
    const inOrder = byTime(rest);
    return inOrder.indexOf(file) < inOrder.length / 2 ? 'pod1' : 'pod2';
  }
  const [ofPod1, ofPod2] = [liesOn(file, pod1), liesOn(file, pod2)];
  if (macsOf(file).size === 0) throw unclear(`${file.file} shows no MAC addresses`);
  if (ofPod1 && ofPod2) {
    // a bridge that translates: one pod sends to its gateway, and hears from the other pod
    const [pod1IsOn, pod2IsOn] = [liesOn(pod1, file), liesOn(pod2, file)];
    if (pod1IsOn !== pod2IsOn) return pod1IsOn ? 'pod1' : 'pod2';
    throw unclear(`${file.file} shows MAC addresses of both pods`);
  }
  if (!ofPod1 && !ofPod2) return null;
  return ofPod1 ? 'pod1' : 'pod2';
}

function byTime(files: readonly FileSightings[]): FileSightings[] {
  return files.toSorted((a, b) => Number((longer(b, a) ?? 0n) || timeOf(a) - timeOf(b)));
}

function timeOf(file: FileSightings): bigint {
  return (firstOf(file, 'request') ?? file.sightings[0]!).timestampNs;
}

/** The MAC addresses that a file shows: both of its link, or fewer where it holds only the senders'. */
function macsOf({ sightings }: FileSightings): Set<string> {
  const macs = sightings.flatMap(({ sourceMac, destinationMac }) => [sourceMac, destinationMac]);
  return new Set(macs.filter((mac) => mac !== null).filter((mac) => mac !== NO_MAC));
}

function liesOn(file: FileSightings, end: FileSightings): boolean {
  const [macs, link] = [macsOf(file), macsOf(end)];
  return macs.size > 0 && [...macs].every((mac) => link.has(mac));
}

function isOneLink(pod1: FileSightings, pod2: FileSightings): boolean {
  return liesOn(pod1, pod2) && liesOn(pod2, pod1);
}

function firstOf({ sightings }: FileSightings, leg: Leg): Sighting | undefined {
  const probes = sightings.filter((s) => s.leg === leg && s.probe !== null);
  return probes.sort((a, b) => a.probe! - b.probe! || Number(a.timestampNs - b.timestampNs))[0];
}

/** Whether packets of one leg are there under several addresses. */
function hasGuises({ sightings }: FileSightings): boolean {
  return LEGS.some((leg) => {
    const ofLeg = sightings.filter((s) => s.leg === leg);
    return new Set(ofLeg.map((s) => `${s.source} ${s.destination}`)).size > 1;
  });
}

/** Whether packets of one leg pass in both directions. */
function hasBothWays({ sightings }: FileSightings): boolean {
  return LEGS.some((leg) => {
    const directions = new Set(sightings.filter((s) => s.leg === leg).map((s) => s.direction));
    return directions.has('in') && directions.has('out');
  });
}

function hasBoth(file: FileSightings): boolean {
  return firstOf(file, 'request') !== undefined && firstOf(file, 'reply') !== undefined;
}

function unclear(why: string): LabError {
  return new LabError('E_ROLES', {
    message: 'which tap each file was taken at cannot be worked out',
    why,
    mend: 'cni-lab analyze pod1/eth0=A.pcap pod1/lxc=B.pcap pod2/lxc=C.pcap pod2/eth0=D.pcap',
  });
}
