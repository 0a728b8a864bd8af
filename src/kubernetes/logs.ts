import type { Api } from './api.ts';
import { ApiRefusal } from './api-refusal.ts';
import { explainPodCall } from './explain-pod-call.ts';
import type { ContainerPlace, LogOptions } from './kubernetes.ts';

/** The end of a container's log, or all of it. @throws LabError E_NO_SUCH_POD, E_POD */
export async function logs(
  api: Api,
  { namespace, pod, container }: ContainerPlace,
  { tailLines, previous, ...options }: LogOptions,
): Promise<string> {
  const query = new URLSearchParams({
    ...(container !== undefined && { container }),
    ...(tailLines !== undefined && { tailLines: String(tailLines) }),
    ...(previous && { previous: 'true' }),
  });
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`;
  const what = `read the log of pod ${namespace}/${pod}`;
  return await api.attempt(what, options, async (signal, progress) => {
    try {
      return await api.request({ method: 'GET', path }, signal, progress);
    } catch (error) {
      throw error instanceof ApiRefusal
        ? explainPodCall(error, { namespace, pod }, api.call(what))
        : error;
    }
  });
}
