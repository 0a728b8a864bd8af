import type { Command } from 'commander';
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

interface IdentifyOptions extends LabOptions, OutputOptions, ProbeCommandOptions, ClusterChoice {
  readonly lab?: string;
}

/** cni-lab identify */
export function identify(program: Command): void {
  const command = program
    .command('identify')
    .description('probe the lab that is up, and say which datapath it is, with the evidence');
  addOptions(command, [
    option('--lab <datapath>', "make this one's lab for it"),
    ...[...probeOptions(), ...labOptions(), ...clusterOptions(), ...outputOptions()],
  ]);
  command.action(async (options: IdentifyOptions) => {
    const { withOrWithoutRoot } = await import('../without-root.ts');
    const work = () => identified(options);
    return options.lab === undefined ? work() : withOrWithoutRoot(options, work);
  });
}

async function identified(options: IdentifyOptions): Promise<void> {
  const { CATALOGUE, FLAGSHIP } = await import('../../datapaths/catalogue.ts');
  const { identificationDocument } = await import('../../report/identification-document.ts');
  const { identificationText } = await import('../../report/identification-text.ts');
  const { openToIdentify } = await import('../../open-to-identify.ts');
  const { seenLab } = await import('../../report/replay.ts');
  const { run } = await import('../../run.ts');
  const { printResult } = await import('../print-result.ts');

  const [finished, { where, others }] = await interruptible(
    options.timeout,
    'identify',
    async (signal) => {
      const opened = await openToIdentify(options, signal);
      const asked = probeOf(options);
      const probe = { ...asked, kind: asked.kind ?? 'ping', family: opened.family };
      const work = run(FLAGSHIP, opened.makeLab, opened.release, {
        ...{ probe, signal, others: opened.others },
      });
      const finished = await work.finally(() => opened.close());
      return [finished, opened] as const;
    },
  );
  const { identification, probe } = finished;
  const known = [...others, ...CATALOGUE].find(({ name }) => name === identification.names[0]);
  const seen = seenLab(finished, known?.signature ?? finished.verdict.signature);
  const document = identificationDocument(identification, probe.family, where, others, seen);
  printResult(options, document, (style) => identificationText(document, style));
  process.exitCode = document.identified.length > 0 ? 0 : 4;
}
