import { LabError } from '../errors.ts';
import type { Event } from './event.ts';
import type { Pod } from './pod.ts';

/** What will not get better by trying again. */
const FINAL =
  /failed to find plugin|no IP addresses available|address pool exhausted|range set|is not in the cache|invalid configuration/i;

/** Why the pod's surroundings (network, volumes) cannot be made: only events tell. */
export function sandboxTrouble(pod: Pod, events: readonly Event[]): LabError | null {
  if (pod.containerStatuses.some(({ running }) => running)) return null;
  return networkTrouble(pod, events) ?? mountTrouble(pod, events);
}

/** A CNI plugin that fails once may just not be up yet. */
function networkTrouble({ namespace, name, node }: Pod, events: readonly Event[]): LabError | null {
  const failed = events.filter(
    ({ reason }) => reason === 'FailedCreatePodSandBox' || reason === 'NetworkNotReady',
  );
  const last = failed.at(-1);
  if (!last) return null;
  const again = events.filter(({ reason }) => reason === 'SandboxChanged');
  const times = [...failed, ...again].reduce((sum, { count }) => sum + count, 0);
  if (times < 2 && !FINAL.test(last.message)) return null;
  const { plugin, words } = pluginWords(last.message);
  const isNetwork = plugin !== null || /network|cni/i.test(last.message);
  return new LabError(isNetwork ? 'E_CNI' : 'E_POD', {
    message: isNetwork
      ? `the CNI${plugin ? ` plugin ${plugin}` : ''} on node ${node} cannot set up the network of pod ${namespace}/${name}`
      : `node ${node} cannot set up pod ${namespace}/${name}`,
    why: words,
    mend: isNetwork
      ? `kubectl -n kube-system get pods -o wide --field-selector spec.nodeName=${node}; what the node has: ls /etc/cni/net.d /opt/cni/bin`
      : `kubectl -n ${namespace} describe pod ${name}`,
  });
}

function mountTrouble({ namespace, name }: Pod, events: readonly Event[]): LabError | null {
  const failed = events.filter(({ reason }) =>
    /^Failed(Mount|AttachVolume|MapVolume)$/.test(reason),
  );
  const last = failed.at(-1);
  if (!last || failed.reduce((sum, { count }) => sum + count, 0) < 3) return null;
  // the service account's own ConfigMap comes a moment later in a new namespace
  return new LabError('E_POD', {
    message: `a volume of pod ${namespace}/${name} cannot be mounted`,
    why: last.message,
    mend: `kubectl -n ${namespace} describe pod ${name}`,
  });
}

/** The plugin's own words, without what containerd and the kubelet put before them. */
export function pluginWords(message: string): { plugin: string | null; words: string } {
  const [, plugin, words] =
    /plugin type="([^"]+)"(?: name="[^"]*")? failed \((?:add|delete|check)\): (.*)/s.exec(
      message,
    ) ?? [];
  return plugin && words ? { plugin, words } : { plugin: null, words: message };
}
