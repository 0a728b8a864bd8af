import type { IncomingMessage } from 'node:http';
import { LabError } from '../errors.ts';
import type { ApiCall } from './api-call.ts';
import { ApiRefusal } from './api-refusal.ts';
import { withDeadline } from './deadline.ts';
import { explainApiFailure, explainLateness } from './explain-api-failure.ts';
import type { CallOptions } from './kubernetes.ts';
import { retrying } from './retry.ts';
import type { ApiRequest, Progress, Transport } from './transport.ts';

/** Which API server; what the explanations of all its failures have in common. */
export type ApiPlace = Omit<ApiCall, 'what'>;

/** Requests with a deadline, retries and explanations. */
export class Api {
  readonly server: string;
  readonly context: string | null;
  readonly #place: ApiPlace;
  readonly #transport: Transport;
  readonly #timeoutMs: number;

  constructor(place: ApiPlace, transport: Transport, timeoutMs: number) {
    this.server = place.server;
    this.context = place.context;
    this.#place = place;
    this.#transport = transport;
    this.#timeoutMs = timeoutMs;
  }

  /** @param what what it is for, such as `list pods in demo` @throws LabError */
  async json<T>(what: string, request: ApiRequest, options: CallOptions = {}): Promise<T> {
    return parsed<T>(await this.text(what, request, options), this.call(what));
  }

  /** The same; null if the server says that there is none (HTTP 404). @throws LabError */
  async jsonIfThere<T>(
    what: string,
    request: ApiRequest,
    options: CallOptions = {},
  ): Promise<T | null> {
    try {
      return await this.json<T>(what, request, options);
    } catch (error) {
      const { cause } = error as LabError;
      if (cause instanceof ApiRefusal && cause.code === 404 && isAboutObjects(cause)) return null;
      throw error;
    }
  }

  async text(what: string, request: ApiRequest, options: CallOptions = {}): Promise<string> {
    return await this.attempt(what, options, (signal, progress) =>
      this.request(request, signal, progress),
    );
  }

  /** One request, nothing around it: for within attempt(). @throws what Transport does */
  async request(request: ApiRequest, signal: AbortSignal, progress: Progress): Promise<string> {
    return await this.#transport.text(request, signal, progress);
  }

  /** The answer as soon as it begins; the caller reads its body, or destroys it. Not retried. @throws what Transport does */
  async open(request: ApiRequest, signal: AbortSignal): Promise<IncomingMessage> {
    return await this.#transport.open(request, signal);
  }

  /** Work of one's own, within the deadline, retried and explained as a request is. @throws LabError */
  async attempt<T>(
    what: string,
    options: CallOptions,
    work: (signal: AbortSignal, progress: Progress) => Promise<T>,
  ): Promise<T> {
    const call = this.call(what);
    const timeoutMs = options.timeoutMs ?? this.#timeoutMs;
    const progress: Progress = { connected: false };
    const deadline = performance.now() + timeoutMs;
    try {
      return await withDeadline(
        { timeoutMs, signal: options.signal },
        () => explainLateness(call, timeoutMs, progress.connected),
        (signal) => retrying(() => work(signal, progress), signal, deadline),
      );
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw explainApiFailure(error, call);
    }
  }

  call(what: string): ApiCall {
    return { ...this.#place, what };
  }

  timeout(options: CallOptions): number {
    return options.timeoutMs ?? this.#timeoutMs;
  }

  close(): void {
    this.#transport.close();
  }
}

function parsed<T>(text: string, { server, what }: ApiCall): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new LabError(
      'E_CLUSTER_UNREACHABLE',
      {
        message: `what answers at ${server} is no Kubernetes API server`,
        why: `not JSON came when it was asked to ${what}: ${text.trim().slice(0, 80)}`,
        mend: `curl -k ${server}/version shows it; kubectl config view --minify`,
      },
      { cause },
    );
  }
}

/** A bare "404 page not found" is what the API server says of a group of kinds that it does not have. */
function isAboutObjects({ page }: ApiRefusal): boolean {
  return page === null || page.trim() === '404 page not found';
}
