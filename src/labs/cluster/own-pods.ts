import { LabError } from '../../errors.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { hasLabels, labLabels } from './lab-labels.ts';

/** Whether it is one of the lab's own test pods. */
export function isOwnPod(pod: Pod, lab: string): boolean {
  return hasLabels(pod, { ...labLabels(lab), 'cni-lab/pod': pod.name });
}

/** @param what is to be made for it: `service` @throws LabError E_POD if it is somebody else's */
export function requireOwnPod(pod: Pod, lab: string, what: string): void {
  if (isOwnPod(pod, lab)) return;
  throw new LabError('E_POD', {
    message: `no ${what} is made for ${pod.namespace}/${pod.name}`,
    why: 'it is not a test pod of ours, and nothing is changed in those of others',
    mend: 'leave --from and --to out',
  });
}
