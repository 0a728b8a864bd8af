import { basename } from 'node:path';
import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { type OutputOptions, option, outputOptions } from '../options.ts';

interface AnalyzeOptions extends OutputOptions {
  readonly datapath: string;
}

/** cni-lab analyze FILE... */
export function analyze(program: Command): void {
  const command = program
    .command('analyze')
    .argument('<file...>', 'pcap or pcapng files, with their taps (pod1/lxc=FILE) or without')
    .description('judge and name the datapath in captures that someone else took');
  addOptions(command, [
    option('--datapath <name>', 'the signature to judge by').default('cilium/same-node'),
    ...outputOptions(),
  ]);
  command.action(async (args: string[], options: AnalyzeOptions) => {
    const { namedDatapath } = await import('../../named-datapaths.ts');
    const { analyze: analyzeFiles } = await import('../../analyze/analyze.ts');
    const { tapArguments } = await import('../../analyze/tap-arguments.ts');
    const { readCaptures } = await import('../../analyze/read-captures.ts');
    const { exitCodeOf } = await import('../../report/run-document.ts');
    const { resultDocument } = await import('../../report/result-document.ts');
    const { resultText } = await import('../../report/result-text.ts');
    const { styleOf, wrap } = await import('../../ui/style.ts');

    const datapath = await namedDatapath(options.datapath);
    const { files, taps } = tapArguments(args);
    const captures = (await Promise.all(files.map(readCaptures))).flat();
    const analysis = analyzeFiles(captures, taps, datapath);
    const { observation, family, flow } = analysis;
    const result = resultDocument({
      ...analysis,
      observation: {
        ...observation,
        taps: observation.taps.map((tap) => ({ ...tap, device: basename(tap.device) })),
      },
      labOf: null,
      probe: {
        kind: flow.key.kind,
        family,
        count: observation.probe.count,
        from: 'pod1',
        to: 'pod2',
        answered: null,
      },
      places: analysis.files.map((pcap) => ({ ifindex: null, namespace: null, pcap, live: null })),
      phasesMs: {},
    });
    const notes = [flow.title, ...analysis.notes];
    if (options.json) {
      process.stdout.write(
        `${JSON.stringify({ schema: 'cni-lab/analysis/1', flow: flow.title, result, notes }, null, 2)}\n`,
      );
    } else {
      const style = styleOf(process.stdout, process.env);
      process.stdout.write(
        `${resultText(result, style)}\n\n${notes.map((note) => wrap(note, '    ', style, '  - ')).join('\n')}\n`,
      );
    }
    process.exitCode = exitCodeOf([result.verdict]);
  });
}
