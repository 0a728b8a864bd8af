import type { IncomingMessage } from 'node:http';
import type WebSocket from 'ws';
import { ApiRefusal, type Status } from './api-refusal.ts';
import type { Credentials, RequestCredentials } from './credentials.ts';
import { bodyOf } from './transport.ts';

/** The channels of the exec protocol: each message begins with one of them. */
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
const CLOSE = 255;
/** As the other clients do; whole megabytes in one message are refused by some proxies. */
const MESSAGE_BYTES = 32 * 1024;
/** v5 (Kubernetes 1.30) can say that the input is over; v4 cannot. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;
/** A server that does not close after its last word is not waited for any longer. */
const LINGER_MS = 1000;
const PING_MS = 5000;

/** How the program in the container ended. */
export interface ExecEnd {
  /** What the API server says of the end; null if the connection was cut before it could. */
  readonly status: (Status & { readonly status?: string }) | null;
  /** Why it was cut, as far as is known. */
  readonly cut: string;
}

export interface Sinks {
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
}

/** A program in a container: its input, and its end. Output goes to the sinks, from the first byte on. */
export class ExecSocket {
  /** Never rejects. */
  readonly ended: Promise<ExecEnd>;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket, sinks: Sinks) {
    this.#socket = socket;
    this.ended = new Promise((resolve) => {
      let status: ExecEnd['status'] = null;
      let cut = 'the connection was cut';
      let heard = Date.now();
      const pings = setInterval(() => {
        if (Date.now() - heard > 3 * PING_MS) {
          cut = `the API server has said nothing for ${(3 * PING_MS) / 1000} s`;
          socket.terminate();
        } else if (socket.readyState === OPEN) socket.ping();
      }, PING_MS);
      pings.unref();
      let linger: NodeJS.Timeout | undefined;
      socket.on('pong', () => {
        heard = Date.now();
      });
      socket.on('message', (data) => {
        heard = Date.now();
        const bytes = data.subarray(1);
        if (data[0] === STDOUT && bytes.length > 0) sinks.stdout(bytes);
        if (data[0] === STDERR && bytes.length > 0) sinks.stderr(bytes);
        if (data[0] !== STATUS) return;
        status = statusOf(bytes);
        linger = setTimeout(() => socket.terminate(), LINGER_MS); // output may still be on its way
      });
      socket.on('error', ({ message }) => {
        cut = message;
      });
      socket.on('close', (code, reason) => {
        clearInterval(pings);
        clearTimeout(linger);
        resolve({ status, cut: reason.toString() || (code === 1006 ? cut : `${cut} (${code})`) });
      });
    });
  }

  get canEndInput(): boolean {
    return this.#socket.protocol === PROTOCOLS[0];
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += MESSAGE_BYTES) {
      this.#send(STDIN, bytes.subarray(at, at + MESSAGE_BYTES));
    }
  }

  endInput(): void {
    if (this.canEndInput) this.#send(CLOSE, Uint8Array.of(STDIN));
  }

  /** Cuts the connection; the program's input ends, but nobody kills it. */
  close(): void {
    this.#socket.terminate();
  }

  #send(channel: number, bytes: Uint8Array): void {
    if (this.#socket.readyState !== OPEN) return;
    this.#socket.send(Buffer.concat([Uint8Array.of(channel), bytes]), () => {}); // `ended` tells
  }
}

const OPEN = 1;

/** Opens exec connections to one API server. */
export class ExecSockets {
  readonly #WebSocket: typeof WebSocket;
  readonly #server: string;
  readonly #credentials: Credentials;
  readonly #open = new Set<ExecSocket>();

  constructor(socket: typeof WebSocket, server: string, credentials: Credentials) {
    this.#WebSocket = socket;
    this.#server = server;
    this.#credentials = credentials;
  }

  /** Cuts all that are open. */
  close(): void {
    for (const exec of this.#open) exec.close();
  }

  /** @throws ApiRefusal, connection errors */
  async open(path: string, sinks: Sinks, signal: AbortSignal): Promise<ExecSocket> {
    try {
      return await this.#connect(path, sinks, signal, await this.#credentials.get());
    } catch (error) {
      const isOut = error instanceof ApiRefusal && error.code === 401;
      if (!isOut || !this.#credentials.renewable) throw error;
      return await this.#connect(path, sinks, signal, await this.#credentials.get(true));
    }
  }

  async #connect(
    path: string,
    sinks: Sinks,
    signal: AbortSignal,
    { agent, headers, auth }: RequestCredentials,
  ): Promise<ExecSocket> {
    signal.throwIfAborted();
    const url = this.#server.replace(/^http/, 'ws') + path;
    const socket = new this.#WebSocket(url, PROTOCOLS, {
      agent,
      headers,
      ...(auth && { auth }),
      perMessageDeflate: false,
    });
    const exec = new ExecSocket(socket, sinks); // listens before anything can come
    const stop = () => socket.terminate();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.on('open', resolve);
        socket.on('error', reject);
        socket.on('unexpected-response', (_request, response: IncomingMessage) => {
          bodyOf(response, signal).then(
            (body) => reject(new ApiRefusal(response.statusCode ?? 0, response.headers, body)),
            reject,
          );
        });
      });
      this.#open.add(exec);
      exec.ended.then(() => this.#open.delete(exec));
      return exec;
    } catch (error) {
      socket.terminate();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

function statusOf(bytes: Uint8Array): ExecEnd['status'] {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    return JSON.parse(text) as ExecEnd['status'];
  } catch {
    return { status: 'Failure', message: text };
  }
}
