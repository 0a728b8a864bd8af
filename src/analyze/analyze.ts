import { CATALOGUE, claims } from '../datapaths/catalogue.ts';
import { claimOf, type Datapath, familiesOf } from '../datapaths/datapath.ts';
import { passageOf } from '../datapaths/topology.ts';
import { LabError } from '../errors.ts';
import { NO_MAC } from '../packets/address.ts';
import { decode } from '../packets/decode.ts';
import type { Frame } from '../packets/frame.ts';
import { type Identification, identify } from '../verdict/identify.ts';
import { LEGS, type Leg } from '../verdict/join-key.ts';
import { judge, type Verdict } from '../verdict/judge.ts';
import { matchProbe } from '../verdict/match-probe.ts';
import type { Observation } from '../verdict/observation.ts';
import { observe, type TapCapture } from '../verdict/observe.ts';
import { looksOf } from '../verdict/signature.ts';
import { conversationsIn } from './conversations.ts';
import { withDirections } from './directions.ts';
import type { Flow } from './flow.ts';
import { workOutRoles } from './roles.ts';
import {
  byFullness,
  type FoundFlow,
  flowsIn,
  onlyFlow,
  sequencesOf,
  sightingsIn,
  type TapFile,
} from './tap-file.ts';

export interface Analysis {
  readonly datapath: Datapath;
  readonly flow: Flow;
  readonly family: 4 | 6;
  /** The file of each tap, in the order of `observation.taps`. */
  readonly files: readonly string[];
  readonly observation: Observation;
  readonly verdict: Verdict;
  readonly identification: Identification;
  /** What a reader must know besides. */
  readonly notes: readonly string[];
}

/**
 * Judges other people's captures: which flow, which tap each file was taken at, then the same way
 * as a run of our own. Pure.
 * @param given taps by file where the user said so; empty to have them worked out
 * @throws LabError E_NO_FLOW, E_ROLES
 */
export function analyze(
  captures: readonly TapFile[],
  given: ReadonlyMap<string, string>,
  datapath: Datapath,
): Analysis {
  for (const file of given.keys()) {
    if (!captures.some((c) => c.file === file)) throw severalDevices(file);
  }
  const [fullest, ...others] = allFlows(captures);
  if (!fullest) throw noFlow(captures);
  const { flow } = fullest;
  const files = captures.map((file) => onlyFlow(file, flow));
  const sequences = sequencesOf(files, (frame) =>
    matchProbe(decode(frame), flow.key).map((m) => m.sequence),
  );
  const seen = files.map((f) => ({ file: f.file, sightings: sightingsIn(f, flow, sequences) }));
  if (given.size === 0 && isAskedFromOutside(datapath)) throw noPods(datapath);
  const roles = given.size > 0 ? given : workOutRoles(seen);
  const ownMac = (place: string) => {
    const file = files.find((f) => roles.get(f.file) === `${place}/eth0`);
    const leg = sentBy(`${place}/eth0`, datapath);
    const sent = file?.frames.find((f) => matchProbe(decode(f), flow.key)[0]?.leg === leg);
    const link = sent && decode(sent).layers[0];
    // of a tunnel's frames the outermost: those inside were written by other devices
    const isLink =
      link?.protocol === 'ethernet' || link?.protocol === 'sll' || link?.protocol === 'sll2';
    return isLink && link.source !== NO_MAC ? link.source : null;
  };
  const taps = files
    .filter((f) => roles.has(f.file))
    .map((f) => tapCapture(f, roles.get(f.file)!, ownMac))
    .sort((a, b) => rank(a.tap) - rank(b.tap));
  const probe = { key: flow.key, sequences, answered: null, complaint: '', canaries: [] };
  const observation = observe(probe, taps);
  const family = observation.taps.some((t) => t.sightings.some((s) => s.source.includes(':')))
    ? 6
    : 4;
  return {
    ...{ datapath, flow, family, observation },
    files: taps.map((t) => t.device),
    verdict: judge(observation, null, claimOf(datapath, family)),
    identification: identify(observation, null, claims(family)),
    notes: [
      ...captures
        .filter((f) => !roles.has(f.file))
        .map((f) => `${f.file} saw nothing of this flow`),
      ...(others.length > 0
        ? [`other flows were left out: ${others.map((o) => o.flow.title).join('; ')}`]
        : []),
      'files do not say whether the kernel dropped packets: look at what tcpdump said at its end',
    ],
  };
}

/** The fullest first. Somebody else's packets are looked at where they are none of a probe of ours. */
function allFlows(captures: readonly TapFile[]): FoundFlow[] {
  const found = flowsIn(captures);
  const probes = found.map(({ flow }) => flow.key).filter(({ kind }) => kind !== 'ping');
  const isOurs = (frame: Frame) => {
    const packet = decode(frame);
    return probes.some((key) => matchProbe(packet, key).length > 0);
  };
  const others =
    probes.length === 0
      ? captures
      : captures.map((f) => ({ ...f, frames: f.frames.filter((one) => !isOurs(one)) }));
  return [...found, ...conversationsIn(others)].sort(byFullness);
}

/** What a tap's device sends, by the signature; else whoever is on the asking side sends requests, the others replies. */
function sentBy(tap: string, { signature }: Datapath): Leg {
  const legs = signature[tap];
  const sends = (leg: Leg) => legs && looksOf(legs[leg]).some((look) => look.direction === 'out');
  const first = tap.split('/')[0]!.endsWith('1') ? 'request' : 'reply';
  return LEGS.find(sends) ?? first;
}

/** Files are told apart as those of two pods; a client that is none would be taken for one. */
function isAskedFromOutside(datapath: Datapath): boolean {
  const topology = datapath.topology(familiesOf(datapath)[0]!);
  return topology.namespaces[passageOf(topology).from]!.role === 'network';
}

function noPods({ name, signature }: Datapath): LabError {
  const taps = Object.keys(signature).map((tap, i) => `${tap}=${String.fromCharCode(65 + i)}.pcap`);
  return new LabError('E_ROLES', {
    message: 'which tap each file was taken at cannot be worked out',
    why: `${name} is asked by a client outside the pods, which looks like a pod in a file`,
    mend: `cni-lab analyze --datapath ${name} ${taps.join(' ')}`,
  });
}

function tapCapture(
  file: TapFile,
  tap: string,
  ownMac: (place: string) => string | null,
): TapCapture {
  const mac = ownMac(tap.split('/')[0]!);
  return {
    tap,
    device: file.file,
    mac: tap.endsWith('/eth0') ? mac : null,
    frames: withDirections(tap, file.frames, mac),
    fault: null,
    kernelDrops: 0,
  };
}

/** Where a tap stands on the way of a request from pod to pod, as the catalogue has it. */
function rank(tap: string): number {
  const ways = CATALOGUE.filter((d) => 'pod2/eth0' in d.signature);
  const known = ways.map((d) => Object.keys(d.signature).indexOf(tap)).filter((i) => i >= 0);
  return Math.max(-1, ...known);
}

function severalDevices(file: string): LabError {
  return new LabError('E_ROLES', {
    message: `${file} holds packets of several devices, so it is no one tap's`,
    why: 'a tap is one device',
    mend: 'leave the taps out, or take a file for each device: tcpdump -i DEVICE -w FILE',
  });
}

function noFlow(captures: readonly TapFile[]): LabError {
  const packets = captures.reduce((n, c) => n + c.frames.length, 0);
  return new LabError('E_NO_FLOW', {
    message:
      'these files hold no ping, no probe of cni-lab, and no conversation that two of them saw',
    why: `${packets} packets were read, none of them an ICMP echo, or TCP or UDP that was answered and passed two taps`,
    mend: 'capture while one pod pings the other: ping -c 3 ADDRESS',
  });
}
