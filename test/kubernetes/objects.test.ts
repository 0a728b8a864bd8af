import { describe, expect, it } from 'vitest';
import { labErrorIn } from '../support/thrown-by.ts';
import {
  type Answer,
  type FakeApiServer,
  fakeApiServer,
  json,
  refusal,
} from './support/fake-api-server.ts';
import { connected } from './support/kubeconfig.ts';

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'demo' } };
const KINDS = json({
  resources: [
    { name: 'pods', kind: 'Pod', namespaced: true },
    { name: 'pods/status', kind: 'Pod', namespaced: true },
    { name: 'namespaces', kind: 'Namespace', namespaced: false },
  ],
});

/** Answers by method and path; the kinds of v1 are known. */
function routes(server: FakeApiServer, table: Record<string, Answer>): void {
  server.answer = (response, request) => {
    const key = `${request.method} ${request.url}`;
    if (key === 'GET /api/v1') return KINDS(response, request);
    (table[key] ?? table[request.method ?? ''] ?? refusal(404, `no ${key}`))(response, request);
  };
}

describe('apply', () => {
  it('is a server-side apply of the whole object, wherever its kind belongs', async () => {
    await using server = await fakeApiServer();
    routes(server, { PATCH: json({}) });
    const kubernetes = await connected({ server: server.url });
    await kubernetes.apply(POD);
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } });
    expect(server.asked).toEqual([
      'GET /api/v1',
      'PATCH /api/v1/namespaces/demo/pods/a?fieldManager=cni-lab&force=false',
      'PATCH /api/v1/namespaces/demo?fieldManager=cni-lab&force=false',
    ]);
    expect(JSON.parse(server.bodies[1]!)).toEqual(POD);
  });

  it('overrules others on what is ours, and on nothing else', async () => {
    await using server = await fakeApiServer();
    const path = '/api/v1/namespaces/demo/pods/a';
    const table: Record<string, Answer> = {
      [`PATCH ${path}?fieldManager=cni-lab&force=false`]: refusal(409, 'conflict with "kubectl"'),
      [`PATCH ${path}?fieldManager=cni-lab&force=true`]: json({}),
      [`GET ${path}`]: json({ metadata: { managedFields: [{ manager: 'cni-lab' }] } }),
    };
    routes(server, table);
    const kubernetes = await connected({ server: server.url });
    await kubernetes.apply(POD);
    expect(server.asked.at(-1)).toContain('force=true');
    table[`GET ${path}`] = json({ metadata: { managedFields: [{ manager: 'kubectl' }] } });
    const error = await labErrorIn(kubernetes.apply(POD));
    expect(error).toMatchObject({ code: 'E_CLUSTER_API', why: 'conflict with "kubectl"' });
  });

  it('waits for what is still being removed', async () => {
    await using server = await fakeApiServer();
    let times = 0;
    routes(server, {
      PATCH: (response, request) =>
        json(++times < 3 ? { metadata: { deletionTimestamp: 'now' } } : {})(response, request),
    });
    const kubernetes = await connected({ server: server.url });
    await kubernetes.apply(POD);
    expect(times).toBe(3);
    times = -100;
    const error = await labErrorIn(kubernetes.apply(POD, { timeoutMs: 300 }));
    expect(error.code).toBe('E_TIMEOUT');
    expect(error.message).toContain('Pod demo/a is still being removed');
  });

  it('waits for the service account of a new namespace', async () => {
    await using server = await fakeApiServer();
    let times = 0;
    const early = refusal(403, 'error looking up service account demo/default: not found');
    routes(server, {
      PATCH: (response, request) => (++times < 3 ? early : json({}))(response, request),
    });
    await (await connected({ server: server.url })).apply(POD);
    expect(times).toBe(3);
  });

  it('of a kind that the cluster does not know says so', async () => {
    await using server = await fakeApiServer();
    server.answer = (response) => {
      response.writeHead(404);
      response.end('404 page not found\n');
    };
    const kubernetes = await connected({ server: server.url });
    const policy = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'x' },
    };
    const error = await labErrorIn(kubernetes.apply(policy));
    expect(error.message).toBe('the cluster knows no CiliumNetworkPolicy of cilium.io/v2');
    expect(error.mend).toContain('--api-group=cilium.io');
    await kubernetes.remove(policy); // then there is none
  });
});

describe('remove', () => {
  it('does not mind that there is none', async () => {
    await using server = await fakeApiServer();
    routes(server, {});
    const kubernetes = await connected({ server: server.url });
    await kubernetes.remove(POD);
    await kubernetes.removeNamespace('demo');
    expect(server.asked.filter((asked) => asked.startsWith('DELETE'))).toHaveLength(2);
  });
});

describe('reading', () => {
  it('tells an absent ConfigMap from a server that cannot say', async () => {
    await using server = await fakeApiServer();
    const kubernetes = await connected({ server: server.url });
    server.answer = json({ data: { a: '1' } });
    expect(await kubernetes.configMap('kube-system', 'x')).toEqual({ a: '1' });
    server.answer = json({});
    expect(await kubernetes.configMap('kube-system', 'x')).toEqual({});
    server.answer = refusal(404, 'configmaps "x" not found');
    expect(await kubernetes.configMap('kube-system', 'x')).toBeNull();
    server.answer = refusal(403, 'no');
    expect((await labErrorIn(kubernetes.configMap('n', 'x'))).code).toBe('E_CLUSTER_FORBIDDEN');
  });

  it('asks for pods by what they are chosen by', async () => {
    await using server = await fakeApiServer();
    server.answer = json({ items: [{ metadata: { name: 'a' } }] });
    const kubernetes = await connected({ server: server.url });
    await kubernetes.pods({});
    const pods = await kubernetes.pods({ namespace: 'n', labels: { 'k8s-app': 'x' }, node: 'w' });
    expect(server.asked).toEqual([
      'GET /api/v1/pods',
      'GET /api/v1/namespaces/n/pods?labelSelector=k8s-app%3Dx&fieldSelector=spec.nodeName%3Dw',
    ]);
    expect(pods[0]).toMatchObject({ name: 'a', node: null, addresses: [], ready: false });
  });

  it('orders events and namespaces by time', async () => {
    await using server = await fakeApiServer();
    const kubernetes = await connected({ server: server.url });
    server.answer = json({
      items: [
        { reason: 'B', lastTimestamp: '2026-01-02T00:00:00Z', count: 3 },
        { reason: 'A', eventTime: '2026-01-01T00:00:00Z' },
      ],
    });
    const events = await kubernetes.events('n', 'x', { kind: 'DaemonSet' });
    expect(events.map(({ reason, count }) => [reason, count])).toEqual([
      ['A', 1],
      ['B', 3],
    ]);
    expect(server.asked[0]).toContain('involvedObject.kind%3DDaemonSet');
    server.answer = refusal(404, 'pods "x" not found');
    expect((await labErrorIn(kubernetes.logs({ namespace: 'n', pod: 'x' }))).code).toBe(
      'E_NO_SUCH_POD',
    );
  });
});
