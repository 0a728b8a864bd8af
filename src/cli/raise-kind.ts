import { labLabels } from '../labs/cluster/lab-labels.ts';
import { kubeconfigPath } from '../labs/kind/kubeconfig-file.ts';
import { LAB_NAMESPACE, raiseKindLab } from '../labs/kind/raise-kind-lab.ts';
import { interruptible } from './interruption.ts';
import { type KindOptions, kindSpec } from './kind-options.ts';
import type { LabOptions, OutputOptions } from './options.ts';
import { printResult } from './print-result.ts';
import { steps } from './steps.ts';

/** An image may have to be pulled, a cluster to be made. */
const KIND_TIMEOUT_S = 900;

/** `up --backend kind`. @throws LabError */
export async function raiseKind(
  options: LabOptions & OutputOptions & KindOptions & { keep?: boolean },
): Promise<void> {
  const name = options.name ?? 'kind';
  const spec = kindSpec(options);
  const step = await steps(options);
  const kubernetes = await interruptible(options.timeout ?? KIND_TIMEOUT_S, 'up', (signal) =>
    raiseKindLab({ name, spec, keep: options.keep ?? false, signal, step }),
  );
  const labels = { ...labLabels(name), 'app.kubernetes.io/component': 'test-pod' };
  const pods = await kubernetes.pods({ namespace: LAB_NAMESPACE, labels });
  kubernetes.close();
  const kubeconfig = kubeconfigPath(name);
  const shown = pods.map((pod) => ({ name: pod.name, address: pod.addresses[0], node: pod.node }));
  printResult(options, { name, backend: 'kind', kubeconfig, spec, pods: shown }, () =>
    [
      `lab "${name}" is up: kind, ${spec.nodes} nodes, ${spec.cni.kind}`,
      ...shown.map((pod) => `  ${pod.name}  ${pod.address}  on ${pod.node}`),
      'next:',
      `  cni-lab verify --name ${name}`,
      `  kubectl --kubeconfig ${kubeconfig} get pods -A`,
      `  cni-lab down --name ${name}`,
      '',
    ].join('\n'),
  );
}
