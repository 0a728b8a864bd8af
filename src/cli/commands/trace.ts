import type { Command, Option } from 'commander';
import type { Placement } from '../../datapaths/datapath.ts';
import type { ClusterChoice } from '../../labs/cluster/cluster-choice.ts';
import type { TracerName } from '../../trace/trace-document.ts';
import { addOptions } from '../add-options.ts';
import { clusterOptions } from '../cluster-options.ts';
import { interruptible } from '../interruption.ts';
import {
  type LabOptions,
  labOptions,
  type OutputOptions,
  option,
  outputOptions,
  type ProbeCommandOptions,
  probeOf,
  probeOptions,
} from '../options.ts';

interface TraceOptions extends LabOptions, OutputOptions, ProbeCommandOptions, ClusterChoice {
  readonly placement?: Placement;
  readonly tracer?: TracerName;
}

/** cni-lab trace [DATAPATH] */
export function trace(program: Command): void {
  const command = program
    .command('trace')
    .argument(
      '[datapath]',
      'whose lab to make; without one, that of the lab that is up, or cilium/same-node',
    )
    .description(
      "the kernel's own list of a probe's hops, beside the taps; on a cluster what its agents tell",
    );
  addOptions(command, [
    option(
      '--tracer <tracer>',
      'by what (default: bpf in an embedded lab, monitor on a cluster)',
    ).choices([...['bpf', 'pwru', 'monitor']]),
    option('--placement <which>', 'kind, cluster: pods of one node or of two').choices([
      ...['same-node', 'cross-node'],
    ]),
    ...[...probeOptions(), ...labOptions()].map(ofTrace),
    ...[...clusterOptions(), ...outputOptions()],
  ]);
  command.action(traced);
}

async function traced(name: string | undefined, options: TraceOptions): Promise<void> {
  const { traceText } = await import('../../report/trace-text.ts');
  const { tracePlace } = await import('../../trace-place.ts');
  const { printResult } = await import('../print-result.ts');
  const { progress } = await import('../progress.ts');

  const shown = await progress(options);
  try {
    const document = await interruptible(options.timeout, 'trace', (signal) => {
      shown.step('looking around');
      const probe = { ...probeOf(options), kind: options.probe ?? null };
      return tracePlace(name, { ...options, probe, signal, onPhase: shown.step });
    });
    shown.done();
    printResult(options, document, (style) => traceText(document, style));
  } finally {
    shown.done();
  }
}

/** What other commands have by another default. */
function ofTrace(shared: Option): Option {
  if (shared.attributeName() === 'count') return shared.default(1);
  return shared;
}
