import { createServer as createHttpServer, type IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type WebSocket from 'ws';
import { WebSocketServer } from 'ws';

export type Answer = (
  response: ServerResponse,
  request: IncomingMessage & { readonly body: string },
) => void;

/** What was asked, in order: `GET /api/v1/nodes`. */
export interface FakeApiServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: string[];
  readonly bodies: string[];
  /** Called for every request. */
  answer: Answer;
  /** Called for every WebSocket; null refuses by `answer`. */
  exec: ((socket: WebSocket, request: IncomingMessage) => void) | null;
  protocols: readonly string[];
  /** Cuts all connections. */
  cut(): void;
  close(): Promise<void>;
}

/** An API server that says what the test wants. With TLS if it is given certificates. */
export async function fakeApiServer(tls?: ServerOptions): Promise<FakeApiServer> {
  const asked: string[] = [];
  const bodies: string[] = [];
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push(`${request.method} ${request.url}`);
    bodies.push(body);
    fake.answer(response, Object.assign(request, { body }));
  };
  const server = tls ? createHttpsServer(tls, onRequest) : createHttpServer(onRequest);
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  const websockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => fake.protocols.find((each) => offered.has(each)) ?? false,
  });
  server.on('upgrade', (request, socket, head) => {
    asked.push(`EXEC ${request.url}`);
    const { exec } = fake;
    if (exec) websockets.handleUpgrade(request, socket, head, (ws) => exec(ws, request));
    else {
      // a refusal is a plain answer on the same connection
      const response = new ServerResponse(request);
      response.assignSocket(socket as Socket);
      response.on('finish', () => socket.end());
      fake.answer(response, Object.assign(request, { body: '' }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeApiServer = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    bodies,
    answer: json({}),
    exec: null,
    protocols: ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        fake.cut();
      }),
    [Symbol.asyncDispose]: () => fake.close(),
  };
  return fake;
}

/** Answers with a value. */
export function json(value: unknown, code = 200, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
}

/** Answers as an API server refuses. */
export function refusal(
  code: number,
  message: string,
  more: object = {},
  headers: Record<string, string> = {},
): Answer {
  return json({ kind: 'Status', status: 'Failure', code, message, ...more }, code, headers);
}

/** One answer after the other; the last one from then on. */
export function inTurn(...answers: [Answer, ...Answer[]]): Answer {
  return (response, request) => {
    const next = answers.length > 1 ? answers.shift()! : answers[0];
    next(response, request);
  };
}
