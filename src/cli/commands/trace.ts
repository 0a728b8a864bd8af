import type { Command, Option } from 'commander';
import type { Placement } from '../../datapaths/datapath.ts';
import type { ClusterChoice } from '../../labs/cluster/cluster-choice.ts';
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
}

/** cni-lab trace */
export function trace(program: Command): void {
  const command = program
    .command('trace')
    .description("one probe on a live cluster: what Cilium's agents tell of it, beside the taps");
  addOptions(command, [
    option('--placement <which>', "pods of one node or of two (default: the first pods')").choices([
      ...['same-node', 'cross-node'],
    ]),
    ...[...probeOptions(), ...labOptions()].map(ofTrace),
    ...[...clusterOptions(), ...outputOptions()],
  ]);
  command.action(async (options: TraceOptions) => {
    const { openCluster } = await import('../../labs/open-cluster.ts');
    const { traceText } = await import('../../report/trace-text.ts');
    const { trace } = await import('../../trace/trace.ts');
    const { liveBackend } = await import('../../trace/live-backend.ts');
    const { styleOf } = await import('../../ui/style.ts');
    const { progress } = await import('../progress.ts');

    const shown = await progress(options);
    try {
      const document = await interruptible(options.timeout, 'trace', async (signal) => {
        shown.step('looking around');
        const cluster = await openCluster(liveBackend(options), options, signal);
        const { placement } = options;
        const probe = { ...probeOf(options), kind: options.probe ?? 'ping' };
        return trace(cluster, { probe, placement, signal, onPhase: shown.step }).finally(() =>
          cluster.close(),
        );
      });
      shown.done();
      process.stdout.write(
        options.json
          ? `${JSON.stringify(document, null, 2)}\n`
          : traceText(document, styleOf(process.stdout, process.env)),
      );
    } finally {
      shown.done();
    }
  });
}

/** What other commands have by another default. */
function ofTrace(shared: Option): Option {
  if (shared.attributeName() === 'count') return shared.default(1);
  if (shared.attributeName() === 'backend') shared.description = 'where (default: kind)';
  return shared;
}
