/** What is used of `ws`, which comes with @kubernetes/client-node but without types. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { ClientRequest, ClientRequestArgs, IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export interface WebSocketEvents {
    open: [];
    message: [data: Buffer, binary: boolean];
    pong: [];
    error: [error: Error];
    close: [code: number, reason: Buffer];
    'unexpected-response': [request: ClientRequest, response: IncomingMessage];
  }

  export default class WebSocket extends EventEmitter<WebSocketEvents> {
    constructor(
      url: string,
      protocols: readonly string[],
      options: ClientRequestArgs & { maxPayload?: number; perMessageDeflate?: boolean },
    );
    static readonly OPEN: number;
    readonly readyState: number;
    readonly protocol: string;
    send(data: Uint8Array, sent?: (error?: Error | null) => void): void;
    ping(): void;
    close(code?: number): void;
    terminate(): void;
  }

  /** Used by tests only. */
  export class WebSocketServer extends EventEmitter<{ connection: [WebSocket, IncomingMessage] }> {
    constructor(options: {
      noServer: true;
      handleProtocols?: (protocols: Set<string>) => string | false;
    });
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      done: (socket: WebSocket) => void,
    ): void;
  }
}
