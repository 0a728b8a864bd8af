import { CATALOGUE, claims } from '../datapaths/catalogue.ts';
import { claimOf, type Datapath, familiesOf } from '../datapaths/datapath.ts';
import { passageOf } from '../datapaths/topology.ts';
import { LabError } from '../errors.ts';
import { NO_MAC } from '../packets/address.ts';
import { type Identification, identify } from '../verdict/identify.ts';
import { LEGS, type Leg } from '../verdict/join-key.ts';
import { judge, type Verdict } from '../verdict/judge.ts';
import { matchProbe } from '../verdict/match-probe.ts';
import type { Observation } from '../verdict/observation.ts';
import { observe, type TapCapture } from '../verdict/observe.ts';
import { looksOf } from '../verdict/signature.ts';
import { byOneClock, type Clocks, clocksOf } from './clocks.ts';
import { withDirections } from './directions.ts';
import type { Flow } from './flow.ts';
import { followed, type RequestRange, within } from './followed.ts';
import { packetOf } from './packet-of.ts';
import { workOutRoles } from './roles.ts';
import { sightingsIn, type TapFile } from './tap-file.ts';

export interface Analysis {
  readonly datapath: Datapath;
  readonly flow: Flow;
  readonly family: 4 | 6;
  /** The file of each tap, in the order of `observation.taps`. */
  readonly files: readonly string[];
  readonly observation: Observation;
  readonly verdict: Verdict;
  readonly identification: Identification;
  readonly clocks: Clocks;
  /** Files that saw nothing of the flow, and so have no tap. */
  readonly silent: readonly string[];
  /** Whether the files hold more requests than were judged. */
  readonly isCut: boolean;
}

/**
 * Judges a flow of other people's captures: which tap each file was taken at, then the same way as a run
 * of our own. Pure.
 * @param given taps by file where the user said so; empty to have them worked out
 * @param range which of the flow's requests; all without it
 * @throws LabError E_ROLES, E_USAGE where there are no such requests
 */
export function analyze(
  captures: readonly TapFile[],
  given: ReadonlyMap<string, string>,
  datapath: Datapath,
  flow: Flow,
  range: RequestRange | null = null,
): Analysis {
  const all = followed(captures, flow);
  const { files, sequences, isCut } = range ? within(all, flow, range) : all;
  if (sequences.length === 0) throw noRequests(flow, all.sequences.length);
  const seen = files.map((f) => ({ file: f.file, sightings: sightingsIn(f, flow, sequences) }));
  if (given.size === 0 && isAskedFromOutside(datapath)) throw noPods(datapath);
  const roles = given.size > 0 ? given : workOutRoles(seen);
  const ownMac = (place: string) => {
    const file = files.find((f) => roles.get(f.file) === `${place}/eth0`);
    const leg = sentBy(`${place}/eth0`, datapath);
    const sent = file?.frames.find((f) => matchProbe(packetOf(f), flow.key)[0]?.leg === leg);
    const link = sent && packetOf(sent).layers[0];
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
  const asStamped = observe(probe, taps);
  const clocks = clocksOf(asStamped);
  const observation = byOneClock(asStamped, clocks);
  const family = observation.taps.some((t) => t.sightings.some((s) => s.source.includes(':')))
    ? 6
    : 4;
  return {
    ...{ datapath, flow, family, observation, clocks },
    files: taps.map((t) => t.device),
    verdict: judge(observation, null, claimOf(datapath, family)),
    identification: identify(observation, null, claims(family)),
    silent: captures.map((f) => f.file).filter((file) => !roles.has(file)),
    isCut,
  };
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

function noRequests({ title }: Flow, count: number): LabError {
  return new LabError('E_USAGE', {
    message: `${title} has no such requests`,
    why: `the files hold ${count} of them`,
    mend: `cni-lab analyze --requests 1-${Math.max(1, count)} FILE...`,
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
