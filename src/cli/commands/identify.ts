import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
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

interface IdentifyOptions extends LabOptions, OutputOptions, ProbeCommandOptions {
  readonly lab?: string;
}

/** cni-lab identify */
export function identify(program: Command): void {
  const command = program
    .command('identify')
    .description('probe the lab that is up, and say which datapath it is, with the evidence');
  addOptions(command, [
    option('--lab <datapath>', "make this one's lab for it"),
    ...[...probeOptions(), ...labOptions(), ...outputOptions()],
  ]);
  command.action(async (options: IdentifyOptions) => {
    const { FLAGSHIP, findDatapath } = await import('../../datapaths/catalogue.ts');
    const { requireLabHost } = await import('../../host/preflight.ts');
    const { LAB_TOOLS } = await import('../../host/tools.ts');
    const { findKeptLab, makeLab, openLab } = await import('../../labs/netns/acquire-lab.ts');
    const { identificationDocument } = await import('../../report/identification-document.ts');
    const { identificationText } = await import('../../report/identification-text.ts');
    const { run } = await import('../../run.ts');
    const { styleOf } = await import('../../ui/style.ts');

    const topology = options.lab ? findDatapath(options.lab) : null;
    requireLabHost(LAB_TOOLS);
    const up = topology ? null : findKeptLab(options.name);
    const family = up?.family ?? options.family;
    const finished = await interruptible(options.timeout, 'identify', (signal) =>
      run(
        FLAGSHIP,
        () => (up ? openLab(up.name) : makeLab(topology!, family, { name: options.name, signal })),
        async (lab) => {
          if (!up) await lab.remove();
        },
        { probe: { ...probeOf(options), family }, signal },
      ),
    );
    const document = identificationDocument(finished.identification, family);
    process.stdout.write(
      options.json
        ? `${JSON.stringify(document, null, 2)}\n`
        : identificationText(document, styleOf(process.stdout, process.env)),
    );
    process.exitCode = document.identified.length > 0 ? 0 : 4;
  });
}
