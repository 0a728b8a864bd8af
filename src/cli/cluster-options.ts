import type { Option } from 'commander';
import { testImageOption } from './kind-options.ts';
import { option } from './options.ts';

/** Which cluster and which pods, for the commands that work on one. */
export function clusterOptions(): Option[] {
  return [
    option('--kubeconfig <file>', 'cluster: which kubeconfig'),
    option('--context <name>', 'cluster: which of its contexts'),
    option('--namespace <name>', 'cluster: for pods of ours, or where --from and --to are'),
    option('--from <pod|node>', 'who sends the probe: a pod that is there already'),
    option('--to <pod|node>', 'to whom'),
    option('--agent-image <image>', 'cluster: for the agent on the nodes, with tcpdump and ping'),
    testImageOption(),
    option('--read-only', 'cluster: make nothing but the agent; needs --from and --to'),
    option('--way <way>', 'how to reach nodes (default: the first that leads there)').choices([
      ...['nsenter', 'agent', 'docker'],
    ]),
  ];
}
