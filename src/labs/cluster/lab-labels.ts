import { LabError } from '../../errors.ts';
import type { Pod } from '../../kubernetes/pod.ts';

/** On every object that a lab makes: by them alone it is found again. */
export function labLabels(lab: string): Record<string, string> {
  return { 'app.kubernetes.io/managed-by': 'cni-lab', 'cni-lab/lab': lab };
}

export function hasLabels(
  { labels }: Pick<Pod, 'labels'>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** A pod that is not the lab's own is left alone, whoever's it is. @throws LabError E_NAME_IN_USE */
export function refuseOthers(pods: readonly Pod[], name: string, lab: string): void {
  const there = pods.find((pod) => pod.name === name);
  if (!there || hasLabels(there, labLabels(lab))) return;
  const other = there.labels['cni-lab/lab'];
  throw new LabError('E_NAME_IN_USE', {
    message: `there is a pod ${there.namespace}/${name} already, which is not this lab's`,
    why: other
      ? `it is of the lab ${other}: two labs cannot share a namespace`
      : "it is somebody else's, and is left alone",
    mend: other
      ? `cni-lab down --name ${other}; or leave --namespace out, for one of our own`
      : 'leave --namespace out, for one of our own',
  });
}
