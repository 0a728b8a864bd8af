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
