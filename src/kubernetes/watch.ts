import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { Api } from './api.ts';

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

/** Silence that long is not believed: the connection may be dead without our knowing. */
const IDLE_MS = 10_000;

/**
 * What changes, from a list's resourceVersion on. Ends when the server ends it, is silent for long, or
 * says that the version is too old: then list again. @throws ApiRefusal, connection errors
 */
export async function* watch<T>(
  api: Api,
  path: string,
  resourceVersion: string,
  signal: AbortSignal,
  idleMs = IDLE_MS,
): AsyncGenerator<WatchEvent<T>> {
  const join = path.includes('?') ? '&' : '?';
  const response = await api.open(
    { method: 'GET', path: `${path}${join}watch=1&resourceVersion=${resourceVersion}` },
    signal,
  );
  try {
    for await (const line of linesOf(response, idleMs)) {
      const event = JSON.parse(line) as { type: string; object: T };
      if (event.type === 'ERROR') return;
      if (event.type !== 'BOOKMARK') yield event as WatchEvent<T>;
    }
  } finally {
    response.destroy();
  }
}

async function* linesOf(response: IncomingMessage, idleMs: number): AsyncGenerator<string> {
  response.setTimeout(idleMs, () => response.destroy());
  let failure: Error | undefined;
  response.on('error', (error) => {
    failure = error;
  });
  const lines = createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY });
  // a response that is destroyed does not end, and readline would wait for that
  response.on('close', () => lines.close());
  yield* lines;
  if (failure) throw failure;
}
