import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RequestRange } from '../../analyze/followed.ts';
import type { FlowChoice } from '../../analyze/pick-flows.ts';
import { addOptions } from '../add-options.ts';
import { type OutputOptions, option, outputOptions } from '../options.ts';

interface AnalyzeOptions extends OutputOptions {
  readonly datapath: string;
  readonly flow?: string;
  readonly eachFlow?: boolean;
  readonly links?: readonly string[];
  readonly requests?: RequestRange;
}

/** cni-lab analyze FILE... */
export function analyze(program: Command): void {
  const command = program
    .command('analyze')
    .argument(
      '<file...>',
      'pcap or pcapng files, or gzips of them, with their taps (pod1/lxc=FILE) or without; of a file of several devices one (any.pcap#lxc1)',
    )
    .description('judge and name the datapath in captures that someone else took');
  addOptions(command, [
    option('--datapath <name>', 'the signature to judge by').default('cilium/same-node'),
    option('--flow <flow>', 'of several flows the one to judge: its number, or a part of its name'),
    option('--each-flow', 'judge every flow').conflicts('flow'),
    option('--requests <from-to>', 'of a flow those alone, counted from 1: 5-18').argParser(
      rangeIn,
    ),
    new Option(
      '--links <file>',
      'what "ip -j link" printed, to name the devices in what "tcpdump -i any" wrote; CAPTURE=FILE for one of several captures',
    ).argParser((file: string, before: readonly string[] = []) => [...before, file]),
    ...outputOptions(),
  ]);
  command.action(analyzed);
}

async function analyzed(args: string[], options: AnalyzeOptions): Promise<void> {
  const { namedDatapath } = await import('../../named-datapaths.ts');
  const { analyzeFiles } = await import('../../analyze/analyze-files.ts');
  const { tapArguments } = await import('../../analyze/tap-arguments.ts');
  const { exitCodeOf } = await import('../../report/run-document.ts');
  const { flowDocuments, listedFlows } = await import('../analysis-document.ts');
  const { analysisText } = await import('../analysis-text.ts');
  const { printResult } = await import('../print-result.ts');

  const outcome = await analyzeFiles({
    files: tapArguments(args),
    datapath: await namedDatapath(options.datapath),
    choice: choiceOf(options),
    links: options.links ?? [],
    ...(options.requests && { range: options.requests }),
  });
  const flows = flowDocuments(outcome);
  const said = options.eachFlow ? { flows } : flows[0];
  const found = listedFlows(outcome.found);
  printResult(
    options,
    { schema: 'cni-lab/analysis/1', ...said, found },
    (style) => `${analysisText(flows, style)}\n`,
  );
  process.exitCode = exitCodeOf(
    flows.map((one) => ('error' in one ? 'inconclusive' : one.result.verdict)),
  );
}

function rangeIn(text: string): RequestRange {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  const range = { from: Number(from), to: Number(to) };
  if (range.from >= 1 && range.to >= range.from) return range;
  throw new InvalidArgumentError('It must be two numbers from 1 up, as in 5-18.');
}

function choiceOf({ flow, eachFlow }: AnalyzeOptions): FlowChoice {
  if (eachFlow) return { how: 'each' };
  return flow === undefined ? { how: 'fullest' } : { how: 'one', wanted: flow };
}
