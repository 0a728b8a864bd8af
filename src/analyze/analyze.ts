import { CATALOGUE, claims } from '../datapaths/catalogue.ts';
import { claimOf, type Datapath } from '../datapaths/datapath.ts';
import { LabError } from '../errors.ts';
import { NO_MAC } from '../packets/address.ts';
import { decode } from '../packets/decode.ts';
import { type Identification, identify } from '../verdict/identify.ts';
import { judge, type Verdict } from '../verdict/judge.ts';
import { matchProbe } from '../verdict/match-probe.ts';
import type { Observation } from '../verdict/observation.ts';
import { observe, type TapCapture } from '../verdict/observe.ts';
import { withDirections } from './directions.ts';
import type { Flow } from './flow.ts';
import { workOutRoles } from './roles.ts';
import { flowsIn, onlyFlow, sequencesOf, sightingsIn, type TapFile } from './tap-file.ts';

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
  const [fullest, ...others] = flowsIn(captures);
  if (!fullest) throw noFlow(captures);
  const { flow } = fullest;
  const files = captures.map((file) => onlyFlow(file, flow));
  const sequences = sequencesOf(files, (frame) =>
    matchProbe(decode(frame), flow.key).map((m) => m.sequence),
  );
  const seen = files.map((f) => ({ file: f.file, sightings: sightingsIn(f, flow, sequences) }));
  const roles = given.size > 0 ? given : workOutRoles(seen);
  // whoever is on the asking side sends requests, whoever is on the other sends replies
  const asking = Object.keys(datapath.signature)[0]?.split('/')[0];
  const ownMac = (place: string) => {
    const file = seen.find((f) => roles.get(f.file) === `${place}/eth0`);
    const leg = place === asking || place.endsWith('1') ? 'request' : 'reply';
    const mac = file?.sightings.find((s) => s.leg === leg)?.sourceMac ?? null;
    return mac === NO_MAC ? null : mac;
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
    message: 'these files hold no ping and no probe of cni-lab',
    why: `${packets} packets were read, none of them an ICMP echo`,
    mend: 'capture while one pod pings the other: ping -c 3 ADDRESS',
  });
}
