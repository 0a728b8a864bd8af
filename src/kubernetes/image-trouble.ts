import { LabError } from '../errors.ts';
import type { ContainerStatus } from './container-status.ts';
import type { Pod } from './pod.ts';

const REASONS = new Set([
  'ErrImageNeverPull',
  'InvalidImageName',
  'ErrImagePull',
  'ImagePullBackOff',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

/** Why the image of a container is not on the pod's node; null if that is not what it waits for. */
export function imageTrouble(pod: Pod, { image, waiting, name }: ContainerStatus): LabError | null {
  if (!waiting || !REASONS.has(waiting.reason)) return null;
  const { reason, message } = waiting;
  if (reason === 'InvalidImageName') {
    return failure(`${image} is no name of an image`, message, OTHER_IMAGE);
  }
  if (reason === 'ErrImagePull' && mayPass(message)) return null; // the kubelet tries again; ImagePullBackOff comes then
  const node = pod.node ?? 'its node';
  const why = `container ${name} of pod ${pod.namespace}/${pod.name}: ${reasonOf(message) || reason}`;
  return failure(
    reason === 'ErrImageNeverPull'
      ? `node ${node} does not have the image ${image}, and may not pull it`
      : `node ${node} cannot pull the image ${image}`,
    why,
    `put it on the nodes: docker save ${image} -o image.tar && kind load image-archive image.tar --name CLUSTER; ${OTHER_IMAGE}`,
  );
}

const OTHER_IMAGE = 'or use another one: cni-lab ... --test-image IMAGE, --agent-image IMAGE';

function mayPass(message: string): boolean {
  return !/not found|no such host|denied|unauthorized|forbidden|manifest unknown|no basic auth/i.test(
    message,
  );
}

/** Of "failed to pull ...: failed to resolve ...: dial tcp: no such host", the last two say it. */
function reasonOf(message: string): string {
  const parts = message.split(/: (?=[a-zA-Z])/);
  return parts.length > 3 ? parts.slice(-2).join(': ') : message;
}

function failure(message: string, why: string, mend: string): LabError {
  return new LabError('E_IMAGE', { message, why, mend: mend.replace(/^or /, '') });
}
