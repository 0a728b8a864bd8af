/** What the kubelet says of one container. */
export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  /** It is meant to end before the pod's containers start. */
  readonly isInit: boolean;
  readonly ready: boolean;
  readonly running: boolean;
  readonly restarts: number;
  /** Why it does not run yet, such as `ImagePullBackOff`; null if it is not waiting. */
  readonly waiting: { readonly reason: string; readonly message: string } | null;
  /** How it ended: now, or the last time if it was started again; null if it never did. */
  readonly terminated: {
    readonly exitCode: number;
    readonly reason: string;
    readonly message: string;
  } | null;
}

interface StateObject {
  running?: object;
  waiting?: { reason?: string; message?: string };
  terminated?: { exitCode?: number; reason?: string; message?: string };
}

/** What the API sends; anything may be missing. */
export interface ContainerStatusObject {
  name?: string;
  image?: string;
  ready?: boolean;
  restartCount?: number;
  state?: StateObject;
  lastState?: StateObject;
}

export function containerStatusOf(object: ContainerStatusObject, isInit: boolean): ContainerStatus {
  const { waiting, running } = object.state ?? {};
  const terminated = object.state?.terminated ?? object.lastState?.terminated;
  return {
    name: object.name ?? '',
    image: object.image ?? '',
    isInit,
    ready: object.ready ?? false,
    running: running !== undefined,
    restarts: object.restartCount ?? 0,
    waiting: waiting ? { reason: waiting.reason ?? '', message: waiting.message ?? '' } : null,
    terminated: terminated
      ? {
          exitCode: terminated.exitCode ?? -1,
          reason: terminated.reason ?? '',
          message: terminated.message ?? '',
        }
      : null,
  };
}
