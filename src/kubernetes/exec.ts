import { LabError } from '../errors.ts';
import type { Api } from './api.ts';
import { withDeadline } from './deadline.ts';
import { execPath } from './exec-path.ts';
import type { ExecEnd, ExecSocket, ExecSockets } from './exec-socket.ts';
import { brokenExec, explainPodCall } from './explain-pod-call.ts';
import type { ContainerPlace, ExecOptions, Executed } from './kubernetes.ts';

/** See Kubernetes.exec. The program is not killed when the time is up: its input ends, and that is all. */
export async function execute(
  api: Api,
  sockets: ExecSockets,
  place: ContainerPlace,
  argv: readonly string[],
  { input, ...options }: ExecOptions,
): Promise<Executed> {
  const timeoutMs = api.timeout(options);
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  const sinks = {
    stdout: (bytes: Uint8Array) => void stdout.push(bytes),
    stderr: (bytes: Uint8Array) => void stderr.push(bytes),
  };
  const until = performance.now() + timeoutMs;
  const path = execPath(place, argv, input !== undefined);
  const socket = await startExec(api, sockets, place, path, sinks, options);
  try {
    const left = Math.max(1, until - performance.now());
    const end = await withDeadline(
      { timeoutMs: left, signal: options.signal },
      () => late(place, argv, timeoutMs),
      async () => {
        if (input !== undefined) feed(socket, input, place);
        return await socket.ended;
      },
    );
    return { stdout: text(stdout), stderr: text(stderr), exitCode: exitCodeOf(end, place, argv) };
  } finally {
    socket.close();
  }
}

/** @throws LabError E_NO_SUCH_POD, E_POD, E_CLUSTER_API, what all calls throw */
export async function startExec(
  api: Api,
  sockets: ExecSockets,
  place: ContainerPlace,
  path: string,
  sinks: Parameters<ExecSockets['open']>[1],
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal | undefined },
): Promise<ExecSocket> {
  const what = `run a program in pod ${place.namespace}/${place.pod}`;
  return await api.attempt(what, options, async (signal) => {
    try {
      return await sockets.open(path, sinks, signal);
    } catch (error) {
      throw explainPodCall(error, place, api.call(what));
    }
  });
}

/** The exit code that the API server tells. @throws LabError E_POD if the program could not run to its end */
export function exitCodeOf(end: ExecEnd, place: ContainerPlace, argv: readonly string[]): number {
  const { status, cut } = end;
  if (status?.status === 'Success') return 0;
  const cause = status?.details?.causes?.find(({ reason }) => reason === 'ExitCode');
  const code = Number(cause?.message);
  if (cause && Number.isInteger(code)) return code;
  throw brokenExec(status?.message ?? cut, place, argv);
}

function feed(socket: ExecSocket, input: string, place: ContainerPlace): void {
  if (!socket.canEndInput) {
    throw new LabError('E_CLUSTER_API', {
      message: `a program in pod ${place.namespace}/${place.pod} cannot be told that its input is over`,
      why: 'this API server, or a proxy before it, speaks only v4 of the exec protocol; v5 came with Kubernetes 1.30',
      mend: 'use a cluster of Kubernetes 1.30 or later',
    });
  }
  socket.write(Buffer.from(input));
  socket.endInput();
}

function late(place: ContainerPlace, argv: readonly string[], timeoutMs: number): LabError {
  return new LabError('E_TIMEOUT', {
    message: `${argv[0]} in pod ${place.namespace}/${place.pod} did not end in ${timeoutMs / 1000} s`,
    why: 'it still runs, or its node no longer answers',
    mend: `kubectl -n ${place.namespace} get pod ${place.pod} -o wide`,
  });
}

function text(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
