import { addressOf, type Family, podsOf } from '../datapaths/topology.ts';
import { requireLabHost } from '../host/preflight.ts';
import { LAB_TOOLS } from '../host/tools.ts';
import { raiseLab } from '../labs/netns/acquire-lab.ts';
import { namedDatapath } from '../named-datapaths.ts';
import { interruptible } from './interruption.ts';
import type { LabOptions, OutputOptions } from './options.ts';

/** `up` for the embedded lab. @throws LabError */
export async function raiseNetns(
  name: string,
  options: LabOptions & OutputOptions & { family: Family },
): Promise<void> {
  const datapath = await namedDatapath(name);
  requireLabHost(LAB_TOOLS, 'up');
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
}
