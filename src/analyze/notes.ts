import type { Analysis } from './analyze.ts';
import { clockWords } from './clock-words.ts';
import { listed } from './pick-flows.ts';
import type { FoundFlow } from './tap-file.ts';

/** So many files a person reads of. */
const SHOWN = 5;

/** What a reader must know besides the verdict. `found`: every flow in the files, of which this was one. */
export function notesOn(analysis: Analysis, found: readonly FoundFlow[]): string[] {
  const { silent, flow, isCut, observation } = analysis;
  const others = found.filter((other) => other.flow.id !== flow.id);
  const more = silent.length - SHOWN;
  return [
    ...silent.slice(0, SHOWN).map((file) => `${file} saw nothing of this flow`),
    ...(more > 0 ? [`${more} more saw nothing of it either`] : []),
    ...clockWords(analysis.clocks),
    ...heldByAll(analysis),
    ...(isCut
      ? [`${observation.probe.count} requests were followed; the files may hold more of this flow`]
      : []),
    ...(others.length > 0
      ? [
          `other flows were left out: ${listed(others, found)}. To choose: --flow N; to judge all: --each-flow`,
        ]
      : []),
    'files do not say whether the kernel dropped packets: look at what tcpdump said at its end',
  ];
}

/**
 * Captures that were started and stopped one after the other, while requests were sent: what one of them does
 * not hold at its ends may have been lost, or not been captured. Only who took them knows.
 */
function heldByAll({ observation, verdict }: Analysis): string[] {
  const { count } = observation.probe;
  const spans = observation.taps.flatMap(({ sightings }) => {
    const probes = sightings.map(({ probe }) => probe).filter((probe) => probe !== null);
    return probes.length > 0 ? [{ first: Math.min(...probes), last: Math.max(...probes) }] : [];
  });
  const from = Math.max(...spans.map(({ first }) => first)) + 1;
  const to = Math.min(...spans.map(({ last }) => last)) + 1;
  const isAll = from === 1 && to === count;
  if (verdict.verdict === 'pass' || isAll || spans.length < 2 || from > to) return [];
  return [
    `not every file holds requests before ${from} or after ${to} of ${count}: if they were started or stopped one after the other, judge what all of them hold: --requests ${from}-${to}`,
  ];
}
