import type { Run } from '../run.ts';
import type { Check } from '../verdict/check.ts';
import type { Leg } from '../verdict/join-key.ts';
import type { TapObservation } from '../verdict/observation.ts';
import { describe } from '../verdict/signature.ts';
import type { LegDocument, ProbeDocument, ResultDocument, TapDocument, WitnessDocument } from './run-document.ts';

/** One run as it stands in the run document. */
export function resultDocument(run: Run): ResultDocument {
  const { verdict, findings } = run.verdict;
  const reason = verdict === 'pass' ? run.datapath.proof : (findings[0]?.meaning ?? '');
  return {
    datapath: run.datapath.name,
    lab: run.lab.datapath,
    verdict,
    reason,
    probe: probeDocument(run),
    taps: run.observation.taps.map((tap, i) => tapDocument(run, tap, i)),
    findings,
    witnesses: witnesses(run),
    identified: run.identification.ranking
      .filter((guess) => run.identification.names.includes(guess.datapath))
      .map(({ datapath, score }) => ({ datapath, score })),
    phasesMs: run.phasesMs,
  };
}

function probeDocument({ probe }: Run): ProbeDocument {
  const { kind, family, count } = probe;
  return { kind, family, count, from: 'pod1', to: 'pod2', answered: probe.outcome.answered };
}

/** Where a tap's packets are kept, relative to the run folder. */
export function pcapPath(datapath: string, tap: string): string {
  return `${datapath}/${tap.replace('/', '-')}.pcap`;
}

function tapDocument(run: Run, tap: TapObservation, i: number): TapDocument {
  return {
    tap: tap.tap,
    device: tap.device,
    ifindex: run.lab.taps[i]!.ifindex,
    namespace: run.lab.namespaces[i]!,
    pcap: pcapPath(run.datapath.name, tap.tap),
    live: run.captures[i]!.live,
    kernelDrops: tap.kernelDrops,
    request: legDocument(run, tap, 'request'),
    reply: legDocument(run, tap, 'reply'),
  };
}

export function legDocument(
  run: Pick<Run, 'datapath' | 'verdict' | 'observation'>,
  tap: TapObservation,
  leg: Leg,
): LegDocument {
  const sightings = tap.sightings.filter((s) => s.leg === leg && s.probe !== null);
  const directions = [...new Set(sightings.map((s) => s.direction))];
  const expectation = run.datapath.signature[tap.tap]?.[leg];
  const checks = run.verdict.checks.filter((c) => c.tap === tap.tap && c.leg === leg);
  return {
    seen: new Set(sightings.map((s) => s.probe)).size,
    of: run.observation.probe.count,
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

function witnesses(run: Run): WitnessDocument[] {
  return WITNESSES.map((name) => {
    const checks = run.verdict.checks.filter((c) => c.code === name);
    if (checks.length === 0) return { name, agrees: null, detail: 'has nothing to say here' };
    const told = checks.filter((c) => c.ok !== true);
    const detail = (told.length > 0 ? told : checks).map(
      (c) => `${c.tap ? `${c.tap} ` : ''}${c.seen}${c.ok === true ? '' : ` (expected ${c.expected})`}`,
    );
    return { name, agrees: told.length === 0, detail: detail.join('; ') };
  });
}

