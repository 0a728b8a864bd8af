import type { Command } from 'commander';
import { LabError } from '../../errors.ts';
import { addOptions } from '../add-options.ts';
import { type KindOptions, kindOptions } from '../kind-options.ts';
import {
  familyOption,
  type LabOptions,
  labOptions,
  type OutputOptions,
  option,
  outputOptions,
} from '../options.ts';

interface UpOptions extends LabOptions, OutputOptions, KindOptions {
  readonly family: 4 | 6;
  readonly keep?: boolean;
}

/** cni-lab up [DATAPATH] */
export function up(program: Command): void {
  const command = program
    .command('up')
    .argument(
      '[datapath]',
      'netns: whose topology to build; a name or a YAML file',
      'cilium/same-node',
    )
    .description('make a lab and leave it up, for a demo or to look around in');
  addOptions(command, [
    familyOption(),
    ...labOptions(),
    ...kindOptions(),
    option('--keep', 'kind: leave what there is if it fails, to look at it'),
    ...outputOptions(),
  ]);
  command.action(async (name: string, options: UpOptions) => {
    if (options.backend === 'cluster') throw notOurs();
    if (options.backend === 'kind') {
      const { raiseKind } = await import('../raise-kind.ts');
      return raiseKind(options);
    }
    const { raiseNetns } = await import('../raise-netns.ts');
    return raiseNetns(name, options);
  });
}

function notOurs(): LabError {
  return new LabError('E_USAGE', {
    message: 'a cluster that is there needs no `up`',
    why: '--backend cluster uses the cluster that the kubeconfig names',
    mend: 'cni-lab verify --backend cluster',
  });
}
