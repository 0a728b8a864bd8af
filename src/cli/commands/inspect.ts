import type { Command, Option } from 'commander';
import type { Inspection } from '../../inspect/inspection.ts';
import type { InspectChoice } from '../../inspect/open-lab.ts';
import { addOptions } from '../add-options.ts';
import { clusterOptions } from '../cluster-options.ts';
import { interruptible } from '../interruption.ts';
import {
  type LabOptions,
  labOptions,
  list,
  number,
  type OutputOptions,
  option,
  outputOptions,
} from '../options.ts';

interface InspectOptions extends LabOptions, OutputOptions, Omit<InspectChoice, 'backend'> {
  readonly dot?: boolean;
  readonly mermaid?: boolean;
  readonly svg?: boolean;
}

/** cni-lab inspect */
export function inspect(program: Command): void {
  const command = program
    .command('inspect')
    .description('how pods hang on their nodes: devices, programs, routes; one page per node');
  addOptions(command, [
    option('--pods <which>', "the lab's own, or every pod on its nodes")
      .choices(['ours', 'all'])
      .default('ours'),
    list('--netns <name>', 'not a lab, but this network namespace; may be repeated'),
    pids(option('--pid <pid>', 'the network namespace of this process; may be repeated')),
    list('--docker <container>', 'that of this container; may be repeated'),
    ...[...labOptions(), ...clusterOptions(), ...outputOptions()],
    option('--dot', 'print a graph for Graphviz').conflicts(['json', 'mermaid', 'svg']),
    option('--mermaid', 'print a flowchart for Mermaid').conflicts(['json', 'svg']),
    option('--svg', 'print a drawing').conflicts('json'),
  ]);
  command.action(async (options: InspectOptions) => {
    const { inspect } = await import('../../inspect/inspect.ts');
    const { openToInspect } = await import('../../inspect/open-lab.ts');

    const inspection = await interruptible(options.timeout, 'inspect', async (signal) => {
      const opened = await openToInspect(options, signal);
      return inspect(opened, options.pods, signal).finally(() => opened.close());
    });
    process.stdout.write(await written(inspection, options));
  });
}

/** In the form that was asked for. */
async function written(inspection: Inspection, options: InspectOptions): Promise<string> {
  if (options.dot) {
    return (await import('../../report/inspection-dot.ts')).inspectionDot(inspection);
  }
  if (options.mermaid) {
    return (await import('../../report/inspection-mermaid.ts')).inspectionMermaid(inspection);
  }
  if (options.svg) {
    return (await import('../../report/inspection-svg.ts')).inspectionSvg(inspection);
  }
  if (options.json)
    return (await import('../../report/inspection-json.ts')).inspectionJson(inspection);
  const { inspectionText } = await import('../../report/inspection-text.ts');
  const { styleOf } = await import('../../ui/style.ts');
  return inspectionText(inspection, styleOf(process.stdout, process.env));
}

const MOST_PIDS = 4_194_304; // of any Linux

function pids(several: Option): Option {
  const pid = number(1, MOST_PIDS);
  return several.argParser((text: string, before?: number[]) => [
    ...(before ?? []),
    ...text.split(',').map(pid),
  ]);
}
