import { recorded } from '../../cni/recorded.ts';
import { pod } from './sites.ts';

/** The agent of the node `worker`. */
export const AGENT = pod('cilium-x', {
  ...{ namespace: 'kube-system', labels: { 'k8s-app': 'cilium' }, node: 'worker' },
});

/** A recorded endpoint list, whose pod2 is one of ours with this policy in force. */
export function endpointsWith(policyEnabled: string, state = 'ready'): string {
  const list = JSON.parse(recorded('cilium-native-bpf/worker.endpoints.json'));
  const { status } = list.find(
    (each: { status: { 'external-identifiers': Record<string, string> } }) =>
      each.status['external-identifiers']['k8s-pod-name'] === 'pod2',
  );
  status['external-identifiers']['k8s-namespace'] = 'cni-lab';
  status.policy.realized['policy-enabled'] = policyEnabled;
  status.state = state;
  return JSON.stringify(list);
}
