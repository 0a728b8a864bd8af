import { Readable } from 'node:stream';
import type { AgentConnection } from '../host/agent/agent-connection.ts';
import type { Api } from './api.ts';
import { startExec } from './exec.ts';
import { execPath } from './exec-path.ts';
import type { ExecEnd, ExecSockets } from './exec-socket.ts';
import type { CallOptions, ContainerPlace } from './kubernetes.ts';

const STDERR_CHARS = 400;

/** See Kubernetes.stream. */
export async function openStream(
  api: Api,
  sockets: ExecSockets,
  place: ContainerPlace,
  argv: readonly string[],
  options: CallOptions,
): Promise<AgentConnection> {
  const output = new Readable({ read() {} });
  let stderr = '';
  const socket = await startExec(
    api,
    sockets,
    place,
    execPath(place, argv, true),
    {
      stdout: (bytes) => void output.push(bytes),
      stderr: (bytes) => {
        stderr = (stderr + Buffer.from(bytes).toString('utf8')).slice(-STDERR_CHARS);
      },
    },
    options,
  );
  let ours = false;
  const close = () => {
    ours = true;
    socket.close();
  };
  options.signal?.addEventListener('abort', close, { once: true });
  const closed = socket.ended.then((end) => {
    options.signal?.removeEventListener('abort', close);
    output.push(null);
    return ours ? null : reasonOf(end, stderr);
  });
  return {
    write: (text) => socket.write(Buffer.from(text)),
    output,
    closed,
    close,
  };
}

function reasonOf({ status, cut }: ExecEnd, stderr: string): string {
  const words = stderr.trim().replace(/\s+/g, ' ');
  if (!status) return words ? `${cut}: ${words}` : cut;
  const code = status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
  const end =
    status.status === 'Success'
      ? 'the program ended'
      : code
        ? `the program ended with exit code ${code}`
        : (status.message ?? 'the program was ended');
  return words ? `${end}: ${words}` : end;
}
