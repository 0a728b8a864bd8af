import { CATALOGUE, claimsOf } from '../datapaths/catalogue.ts';
import type { Datapath } from '../datapaths/datapath.ts';
import { passageOf } from '../datapaths/topology.ts';
import type { Run } from '../run.ts';
import type { Check } from '../verdict/check.ts';
import { rescheduledWords } from '../verdict/check-rescheduling.ts';
import type { Evidence } from '../verdict/evidence.ts';
import type { Identification } from '../verdict/identify.ts';
import { byLeg, type Leg } from '../verdict/join-key.ts';
import type { Verdict } from '../verdict/judge.ts';
import { type Observation, ofLeg, type TapObservation } from '../verdict/observation.ts';
import { describe } from '../verdict/signature.ts';
import { tellApart } from '../verdict/tell-apart.ts';
import { type Replay, replayOf } from './replay.ts';
import type {
  EngineDocument,
  LegDocument,
  ProbeDocument,
  ResultDocument,
  TapDocument,
  WitnessDocument,
} from './run-document.ts';

/** What a result is made from: a run of a lab, or other people's files. */
export interface Judged {
  readonly datapath: Datapath;
  readonly labOf: string | null;
  /** Of many pairs of pods in one lab. */
  readonly pair?: number;
  readonly probe: ProbeDocument;
  readonly engine?: EngineDocument;
  readonly observation: Observation;
  readonly verdict: Verdict;
  readonly identification: Identification;
  /** Datapaths that it could be beside the catalogue's. */
  readonly others?: readonly Datapath[];
  /** Where each tap of the observation was, in the same order. */
  readonly places: readonly Pick<TapDocument, 'ifindex' | 'namespace' | 'pcap' | 'live'>[];
  readonly phasesMs: Readonly<Record<string, number>>;
  /** Where witnesses were asked. */
  readonly evidence?: Evidence;
  readonly replay?: Replay;
}

/** One run as it stands in the run document. */
export function resultDocument(judged: Judged): ResultDocument {
  const { verdict, findings } = judged.verdict;
  const { names, best } = judged.identification;
  return {
    datapath: judged.datapath.name,
    lab: judged.labOf,
    ...(judged.pair !== undefined && { pair: judged.pair }),
    verdict,
    reason: verdict === 'pass' ? judged.datapath.proof : (findings[0]?.meaning ?? ''),
    probe: judged.probe,
    ...(judged.engine && { engine: judged.engine }),
    taps: judged.observation.taps.map((tap, i) => tapDocument(judged, tap, i)),
    findings,
    witnesses: witnesses(judged),
    identified: best.map(({ datapath, score }) => ({ datapath, score })),
    tellApart: tellApart(claimsOf(names, judged.probe.family, undefined, judged.others)),
    ...(judged.replay && { replay: judged.replay }),
    phasesMs: judged.phasesMs,
  };
}

/** A run of a lab, as the run document wants it. */
export function judgedRun(run: Run): Judged {
  const { kind, family, count, outcome } = run.probe;
  const { from, to } = passageOf(run.lab.topology);
  const labOf = [run.datapath, ...run.others, ...CATALOGUE].find(
    ({ name }) => name === run.lab.datapath,
  );
  const ends = { from, to: labOf?.backends?.find((pod) => hasAnswered(run, pod)) ?? to };
  return {
    ...run,
    replay: replayOf(run),
    labOf: run.lab.datapath,
    probe: { kind, family, count, ...ends, answered: outcome.answered },
    places: run.lab.taps.map((tap, i) => ({
      ifindex: tap.ifindex,
      namespace: run.lab.namespaces[i]!,
      pcap: pcapPath(run, tap.name),
      live: run.captures[i]!.live,
    })),
  };
}

/** Whether a reply was seen to leave the pod. */
function hasAnswered({ observation }: Run, pod: string): boolean {
  const tap = observation.taps.find((t) => t.tap === `${pod}/eth0`);
  return ofLeg(tap, 'reply').length > 0;
}

/** Where what was captured in a run is kept, relative to the run folder. */
export function capturesFolder({ datapath, pair }: Pick<Run, 'datapath' | 'pair'>): string {
  return pair === undefined ? datapath.name : `${datapath.name}/pair-${pair}`;
}

/** Where a tap's packets are kept, relative to the run folder. */
export function pcapPath(run: Pick<Run, 'datapath' | 'pair'>, tap: string): string {
  return `${capturesFolder(run)}/${tap.replaceAll(/[ /]/g, '-')}.pcap`;
}

function tapDocument(judged: Judged, tap: TapObservation, i: number): TapDocument {
  const why = judged.datapath.why[tap.tap];
  return {
    tap: tap.tap,
    device: tap.device,
    ...judged.places[i]!,
    kernelDrops: tap.kernelDrops,
    ...(why !== undefined && { why }),
    ...byLeg((leg) => legDocument(judged, tap, leg)),
  };
}

function legDocument(judged: Judged, tap: TapObservation, leg: Leg): LegDocument {
  const sightings = ofLeg(tap, leg).filter(({ probe }) => probe !== null);
  const directions = [...new Set(sightings.map((s) => s.direction))];
  const expectation = judged.verdict.signature[tap.tap]?.[leg];
  const checks = judged.verdict.checks.filter((c) => c.tap === tap.tap && c.leg === leg);
  return {
    seen: new Set(sightings.map((s) => s.probe)).size,
    of: judged.observation.probe.count,
    direction: directions.length > 1 ? 'both' : (directions[0] ?? null),
    expected: expectation ? describe(expectation) : null,
    ok: expectation ? allOk(checks) : null,
  };
}

function allOk(checks: readonly Check[]): boolean | null {
  if (checks.some((c) => c.ok === false)) return false;
  return checks.some((c) => c.ok === null) ? null : true;
}

const WITNESSES = ['device-counters', 'programs', 'conntrack'] as const;
/** Asked where there is a service, a routing daemon, a drop, or a forwarder in user space. */
const RARE_WITNESSES = ['kube-proxy', 'translation', 'routes', 'drops', 'forwarder'] as const;

function witnesses({ verdict, evidence }: Judged): WitnessDocument[] {
  const asked = RARE_WITNESSES.filter((name) => verdict.checks.some((c) => c.code === name));
  const mute = (evidence?.drops ?? []).filter(({ drops }) => drops === null);
  const told = [...WITNESSES, ...asked].map((name) => {
    const checks = verdict.checks.filter((c) => c.code === name);
    if (checks.length === 0) return { name, agrees: null, detail: 'has nothing to say here' };
    const wrong = checks.filter((c) => c.ok !== true);
    const detail = (wrong.length > 0 ? wrong : checks).map(
      (c) =>
        `${c.tap ? `${c.tap} ` : ''}${c.seen}${c.ok === true ? '' : ` (expected ${c.expected})`}`,
    );
    return { name, agrees: wrong.length === 0, detail: detail.join('; ') };
  });
  return [
    ...told,
    ...mute.map(({ place, why }) => ({ name: 'drops', agrees: null, detail: `${place}: ${why}` })),
    ...(evidence?.trace ? [traceWitness(evidence.trace, verdict.checks)] : []),
  ];
}

/** What it counted is shown whether or not the datapath says how often it should be. */
function traceWitness(
  { trips, why }: NonNullable<Evidence['trace']>,
  checks: readonly Check[],
): WitnessDocument {
  const name = 'trace';
  if (trips === null) return { name, agrees: null, detail: why ?? 'it cannot be told' };
  const own = checks.filter((check) => check.code === 'rescheduling');
  const words = trips
    .filter((leg) => leg.trips > 0)
    .map((leg) => {
      const wrong = own.find((check) => check.leg === leg.leg && check.ok !== true);
      return `${leg.leg} ${rescheduledWords(leg)}${wrong ? ` (expected ${wrong.expected})` : ''}`;
    });
  return {
    name,
    agrees: own.length === 0 ? null : own.every((check) => check.ok === true),
    detail: `${words.join('; ')}${own.length === 0 ? '; this datapath does not say how many' : ''}`,
  };
}
