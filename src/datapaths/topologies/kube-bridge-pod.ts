import type { Attach } from './attached-pod.ts';
import { bridgedPod } from './bridged-pod.ts';

const NAME = 'kube-bridge';

/** As kube-router has pods attached: by the `bridge` plugin, to a bridge of its own name. */
export const kubeBridgePod: Attach = (...args) => {
  const pod = bridgedPod(...args);
  return {
    ...pod,
    host: { ...pod.host, master: NAME },
    bridge: { ...pod.bridge!, name: NAME },
  };
};
