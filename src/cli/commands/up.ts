import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { interruptible } from '../interruption.ts';
import {
  familyOption,
  type LabOptions,
  labOptions,
  type OutputOptions,
  outputOptions,
} from '../options.ts';

interface UpOptions extends LabOptions, OutputOptions {
  readonly family: 4 | 6;
}

/** cni-lab up [DATAPATH] */
export function up(program: Command): void {
  const command = program
    .command('up')
    .argument('[datapath]', 'whose topology to build', 'cilium/same-node')
    .description('make a lab and leave it up, for a demo or to look around in');
  addOptions(command, [familyOption(), ...labOptions(), ...outputOptions()]);
  command.action(async (name: string, options: UpOptions) => {
    const { findDatapath } = await import('../../datapaths/catalogue.ts');
    const { addressOf, podsOf } = await import('../../datapaths/topology.ts');
    const { requireLabHost } = await import('../../host/preflight.ts');
    const { LAB_TOOLS } = await import('../../host/tools.ts');
    const { raiseLab } = await import('../../labs/netns/acquire-lab.ts');

    const datapath = findDatapath(name);
    requireLabHost(LAB_TOOLS);
    const lab = await interruptible(options.timeout, 'up', (signal) =>
      raiseLab(datapath, options.family, { name: options.name ?? 'lab', signal }),
    );
    const pods = podsOf(lab.topology).map((pod) => ({
      name: pod,
      address: addressOf(lab.topology, pod),
      namespace: lab.namespace(pod),
    }));
    const [first, second] = pods;
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ name: lab.name, datapath: datapath.name, backend: lab.backend, pods, taps: await lab.taps() }, null, 2)}\n`
        : [
            `lab "${lab.name}" is up: ${datapath.title}`,
            ...pods.map((pod) => `  ${pod.name}  ${pod.address}  (ip netns ${pod.namespace})`),
            'next:',
            `  cni-lab exec ${first?.name} --name ${lab.name} -- ping -c 3 ${second?.address}`,
            `  cni-lab verify --name ${lab.name}`,
            `  cni-lab down --name ${lab.name}`,
            '',
          ].join('\n'),
    );
  });
}
