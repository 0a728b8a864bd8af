import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/errors.ts';
import type { Pod } from '../../src/kubernetes/pod.ts';
import { labErrorIn } from '../support/thrown-by.ts';
import { type Answer, fakeApiServer, json, refusal } from './support/fake-api-server.ts';
import { connected } from './support/kubeconfig.ts';

const LABELS = { app: 'x' };
const podObject = (name: string, ready = false) => ({
  metadata: { name, namespace: 'demo', uid: `uid-${name}` },
  status: {
    phase: ready ? 'Running' : 'Pending',
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
  },
});
const list = (...items: object[]) => json({ metadata: { resourceVersion: '7' }, items });
const allReady = (pods: readonly Pod[]) => pods.length > 0 && pods.every(({ ready }) => ready);

/** Lists and watches, by turns. A watch stays open unless it is told to end. */
function script(lists: Answer[], watches: Answer[]): Answer {
  return (response, request) => {
    const answers = request.url?.includes('watch=1') ? watches : lists;
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    answer(response, request);
  };
}

function changes(events: object[], end = false): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const event of events) response.write(`${JSON.stringify(event)}\n`);
    if (end) response.end();
  };
}

describe('waiting for pods', () => {
  it('is over at once if they are as wanted', async () => {
    await using server = await fakeApiServer();
    server.answer = list(podObject('a', true));
    const kubernetes = await connected({ server: server.url });
    expect(await kubernetes.waitForPods('demo', LABELS, allReady)).toHaveLength(1);
    expect(server.asked).toHaveLength(1);
  });

  it('hears of changes by a watch', async () => {
    await using server = await fakeApiServer();
    server.answer = script(
      [list(podObject('a'), podObject('b'))],
      [
        changes([
          { type: 'MODIFIED', object: podObject('a', true) },
          { type: 'DELETED', object: podObject('b') },
        ]),
      ],
    );
    const kubernetes = await connected({ server: server.url });
    const pods = await kubernetes.waitForPods('demo', LABELS, allReady);
    expect(pods.map(({ name }) => name)).toEqual(['a']);
    expect(server.asked[1]).toContain('labelSelector=app%3Dx&watch=1&resourceVersion=7');
  });

  it('survives watches that end, break, are too old or not allowed', async () => {
    await using server = await fakeApiServer();
    server.answer = script(
      [
        list(podObject('a')),
        list(podObject('a')),
        list(podObject('a')),
        list(podObject('a')),
        list(podObject('a', true)),
      ],
      [
        changes([], true),
        (response) => {
          response.writeHead(200);
          response.write('{"type":"MOD');
          setTimeout(() => response.destroy(), 10);
        },
        changes([{ type: 'ERROR', object: { code: 410 } }]),
        refusal(403, 'cannot watch'),
      ],
    );
    const kubernetes = await connected({ server: server.url }, 5000);
    expect(await kubernetes.waitForPods('demo', LABELS, allReady)).toHaveLength(1);
  });

  it('survives that the server is away for a moment', async () => {
    await using server = await fakeApiServer();
    const away: Answer = (response) => response.socket?.destroy();
    server.answer = script(
      [
        list(podObject('a')),
        ...[away, away, away, away, away],
        refusal(403, 'roles are not read yet'),
        list(podObject('a', true)),
      ],
      [changes([], true)],
    );
    const kubernetes = await connected({ server: server.url }, 8000);
    expect(await kubernetes.waitForPods('demo', LABELS, allReady)).toHaveLength(1);
  });

  it('does not go on when it may not list', async () => {
    await using server = await fakeApiServer();
    server.answer = refusal(403, 'no');
    const kubernetes = await connected({ server: server.url });
    const error = await labErrorIn(kubernetes.waitForPods('demo', LABELS, allReady));
    expect(error.code).toBe('E_CLUSTER_FORBIDDEN');
  });

  it('throws what the judge returns, at once', async () => {
    await using server = await fakeApiServer();
    server.answer = script(
      [list(podObject('a'))],
      [changes([{ type: 'MODIFIED', object: podObject('bad') }])],
    );
    const kubernetes = await connected({ server: server.url });
    const trouble = new LabError('E_IMAGE', { message: 'm', why: 'w', mend: 'd' });
    const judge = (pods: Pod[]) => (pods.some(({ name }) => name === 'bad') ? trouble : false);
    const start = performance.now();
    expect(await labErrorIn(kubernetes.waitForPods('demo', LABELS, judge))).toBe(trouble);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('says how far they got when the time is up', async () => {
    await using server = await fakeApiServer();
    const waiting = [{ name: 'c', state: { waiting: { reason: 'ContainerCreating' } } }];
    const object = podObject('a');
    server.answer = script(
      [
        list({
          ...object,
          spec: { nodeName: 'w' },
          status: { ...object.status, containerStatuses: waiting },
        }),
      ],
      [changes([])],
    );
    const kubernetes = await connected({ server: server.url });
    const error = await labErrorIn(
      kubernetes.waitForPods('demo', LABELS, allReady, { timeoutMs: 200 }),
    );
    expect(error.code).toBe('E_TIMEOUT');
    expect(error.why).toBe('a: Pending on w, c: ContainerCreating');
    expect(error.mend).toContain('-n demo describe pods -l app=x');
    server.answer = script([list()], [changes([])]);
    const none = await labErrorIn(
      kubernetes.waitForPods('demo', LABELS, allReady, { timeoutMs: 100 }),
    );
    expect(none.why).toBe('there are none');
  });

  it('ends with its signal, and closes the watch', async () => {
    await using server = await fakeApiServer();
    const closed = deferred();
    server.answer = script(
      [list(podObject('a'))],
      [
        (response, request) => {
          changes([])(response, request);
          response.on('close', () => closed.resolve(undefined));
        },
      ],
    );
    const kubernetes = await connected({ server: server.url });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 100);
    await expect(
      kubernetes.waitForPods('demo', LABELS, allReady, { signal: controller.signal }),
    ).rejects.toThrow('enough');
    await closed.promise;
  });
});

function deferred() {
  let resolve: (value?: unknown) => void = () => {};
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
