import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { labErrorIn } from '../support/thrown-by.ts';
import { fakeApiServer, inTurn, json, refusal } from './support/fake-api-server.ts';
import { connected } from './support/kubeconfig.ts';

const VERSION = json({ gitVersion: 'v1' });

describe('a call', () => {
  it.each([
    ['is busy', refusal(429, 'busy', {}, { 'retry-after': '0' })],
    ['has a hiccup', refusal(503, 'apiserver is shutting down')],
    ['cuts the connection', inTurn((response) => response.socket?.destroy())],
  ])('is made again when the server %s', async (_name, trouble) => {
    await using server = await fakeApiServer();
    server.answer = inTurn(trouble, VERSION);
    expect(await (await connected({ server: server.url })).version()).toBe('v1');
    expect(server.asked).toHaveLength(2);
  });

  it('waits as long as the server asks for', async () => {
    await using server = await fakeApiServer();
    server.answer = inTurn(refusal(429, 'busy', { details: { retryAfterSeconds: 1 } }), VERSION);
    const kubernetes = await connected({ server: server.url }, 3000);
    const start = performance.now();
    await kubernetes.version();
    expect(performance.now() - start).toBeGreaterThan(950);
  });

  it('is not made again when that would be too late', async () => {
    await using server = await fakeApiServer();
    server.answer = refusal(503, 'down', {}, { 'retry-after': '30' });
    const kubernetes = await connected({ server: server.url });
    const start = performance.now();
    expect((await labErrorIn(kubernetes.version())).code).toBe('E_CLUSTER_API');
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('is not made again when the refusal is final', async () => {
    await using server = await fakeApiServer();
    server.answer = refusal(403, 'no');
    await labErrorIn((await connected({ server: server.url })).version());
    expect(server.asked).toHaveLength(1);
  });

  it('throws the reason of its signal', async () => {
    await using server = await fakeApiServer();
    server.answer = () => {};
    const kubernetes = await connected({ server: server.url });
    const reason = new LabError('E_INTERRUPTED', { message: 'm', why: 'w', mend: 'd' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    const { signal } = controller;
    expect(await labErrorIn(kubernetes.version({ signal }))).toBe(reason);
    expect(await labErrorIn(kubernetes.nodes({ signal }))).toBe(reason);
    expect(server.asked).toHaveLength(1);
  });

  it('keeps its deadline though the body never ends', async () => {
    await using server = await fakeApiServer();
    server.answer = (response) => {
      response.writeHead(200);
      response.write('{"git');
    };
    const kubernetes = await connected({ server: server.url });
    const error = await labErrorIn(kubernetes.version({ timeoutMs: 100 }));
    expect(error).toMatchObject({ code: 'E_TIMEOUT' });
  });

  it('uses one connection for all', async () => {
    await using server = await fakeApiServer();
    const ports = new Set<number | undefined>();
    server.answer = (response, request) => {
      ports.add(request.socket.remotePort);
      VERSION(response, request);
    };
    const kubernetes = await connected({ server: server.url });
    for (let i = 0; i < 5; i++) await kubernetes.version();
    expect(ports.size).toBe(1);
  });
});
