import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ApiRefusal } from './api-refusal.ts';
import type { Credentials, RequestCredentials } from './credentials.ts';
import { withCertificate } from './server-certificate.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly body?: object;
  readonly contentType?: string;
}

/** How far a request got: tells a server that is not there from one that does not answer. */
export interface Progress {
  connected: boolean;
}

/**
 * HTTP requests to one API server, on connections that are kept. The client library's own API
 * classes are not used: they open a TLS connection for each call, hide the answer's headers, and
 * turn every object into classes and back.
 */
export class Transport {
  readonly #base: URL;
  readonly #credentials: Credentials;

  constructor(server: string, credentials: Credentials) {
    this.#base = new URL(server);
    this.#credentials = credentials;
  }

  /** The whole answer. @throws ApiRefusal, whatever node or the credentials throw */
  async text(request: ApiRequest, signal: AbortSignal, progress?: Progress): Promise<string> {
    return bodyOf(await this.open(request, signal, progress), signal);
  }

  /** The answer as soon as its head is there; its body is then read from it. @throws as text() */
  async open(
    request: ApiRequest,
    signal: AbortSignal,
    progress: Progress = { connected: false },
  ): Promise<IncomingMessage> {
    let response = await this.#send(request, await this.#credentials.get(), signal, progress);
    // a token that has expired meanwhile: once again with a new one
    if (response.statusCode === 401 && this.#credentials.renewable) {
      response.resume();
      response = await this.#send(request, await this.#credentials.get(true), signal, progress);
    }
    const { statusCode = 0, headers } = response;
    if (statusCode >= 200 && statusCode < 300) return response;
    throw new ApiRefusal(statusCode, headers, await bodyOf(response, signal));
  }

  /** Closes idle connections. */
  close(): void {
    this.#credentials.close();
  }

  async #send(
    { method, path, body, contentType = 'application/json' }: ApiRequest,
    { agent, headers, auth }: RequestCredentials,
    signal: AbortSignal,
    progress: Progress,
  ): Promise<IncomingMessage> {
    signal.throwIfAborted();
    const send = this.#base.protocol === 'http:' ? httpRequest : httpsRequest;
    const payload = body && JSON.stringify(body);
    const url = new URL(this.#base.pathname.replace(/\/$/, '') + path, this.#base);
    return await new Promise((resolve, reject) => {
      const sent = send(url, {
        method,
        agent,
        signal,
        ...(auth && { auth }),
        headers: {
          ...headers,
          accept: 'application/json',
          'user-agent': 'cni-lab',
          ...(payload && {
            'content-type': contentType,
            'content-length': Buffer.byteLength(payload),
          }),
        },
      });
      sent.on('socket', (socket) => {
        if (!socket.connecting) progress.connected = true;
        else {
          socket.once('connect', () => {
            progress.connected = true;
          });
        }
      });
      sent.on('response', resolve);
      sent.on('error', (error) => {
        withCertificate(error, url, signal).then(reject, reject);
      });
      sent.end(payload);
    });
  }
}

/** All of the body, as text. */
export async function bodyOf(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Uint8Array);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
  return Buffer.concat(chunks).toString('utf8');
}
