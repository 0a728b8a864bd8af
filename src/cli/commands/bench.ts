import { type Command, InvalidArgumentError } from 'commander';
import { MEASURES, type Measure } from '../../bench/slice.ts';
import type { Placement } from '../../datapaths/datapath.ts';
import { addOptions } from '../add-options.ts';
import { interruptible } from '../interruption.ts';
import { familyOption, number, type OutputOptions, option, outputOptions } from '../options.ts';

interface BenchOptions extends OutputOptions {
  readonly against?: string;
  readonly placement?: Placement;
  readonly measure: readonly Measure[];
  readonly rounds: number;
  readonly slice: number;
  readonly seed?: number;
  readonly family: 4 | 6;
  readonly timeout?: number;
  readonly out?: string;
  readonly html?: string;
}

/** cni-lab bench [DATAPATH...] */
export function bench(program: Command): void {
  const command = program
    .command('bench')
    .argument(
      '[datapath...]',
      'names, globs, YAML files of your own, bench/...; without one, what eBPF host routing is held against',
    )
    .description(
      'datapath against datapath: each verified, then measured in short slices by turns, as paired ratios',
    );
  addOptions(command, [
    option('--against <datapath>', 'the baseline (default: cilium/same-node, cilium/cross-node)'),
    option('--placement <which>', 'only pods of one node, or only of two').choices([
      ...['same-node', 'cross-node'],
    ]),
    option('--measure <list>', 'what to measure: udp, rr, stream')
      .argParser(measures)
      .default(MEASURES, MEASURES.join(',')),
    option('--rounds <n>', 'slices of each lab; fewer than 20 name no winner')
      .argParser(number(1, 1000)) // all slices stand on one command line
      .default(40),
    option('--slice <ms>', 'how long each lasts').argParser(number(1, 10_000)).default(100),
    option('--seed <n>', 'for the same order of slices again').argParser(number(0, 4_294_967_295)),
    familyOption(),
    option(
      '--timeout <seconds>',
      'give up after this long (default: by what is to be done)',
    ).argParser(number(1, 86_400)),
    option('--out <dir>', 'the run folder (default: cni-lab-runs/ID)'),
    option('--html <file>', 'its page, at another place, too'),
    ...outputOptions(),
  ]);
  command.action(benched);
}

async function benched(names: string[], options: BenchOptions): Promise<void> {
  const { chosenGroups } = await import('../../bench-choice.ts');
  const { benchLabs } = await import('../../bench-labs.ts');
  const { keepBench } = await import('../../bench-folder.ts');
  const { benchText } = await import('../../report/bench-text.ts');
  const { exitCodeOf } = await import('../../report/run-document.ts');
  const { printResult } = await import('../print-result.ts');
  const { progress } = await import('../progress.ts');

  const { measure: measures, rounds, slice: sliceMs, family, out, html } = options;
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  const { groups, seconds } = await chosenGroups(names, options);
  const shown = await progress(options);
  try {
    const document = await interruptible(options.timeout ?? seconds, 'bench', (signal) =>
      keepBench(out, html, (id, folder) =>
        benchLabs(id, folder, {
          ...{ groups, family, measures, rounds, sliceMs, seed, signal, onStep: shown.step },
        }),
      ),
    );
    shown.done();
    printResult(options, document, (style) => benchText(document, style));
    const verdicts = document.groups.flatMap(({ entries }) => entries.map((one) => one.verdict));
    process.exitCode = exitCodeOf(verdicts);
  } finally {
    shown.done();
  }
}

function measures(text: string): Measure[] {
  const asked = text.split(',');
  const unknown = asked.find((word) => !MEASURES.some((measure) => measure === word));
  if (unknown === undefined) return MEASURES.filter((measure) => asked.includes(measure));
  throw new InvalidArgumentError(`It must be of ${MEASURES.join(', ')}, with commas.`);
}
