import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { explainConnection } from '../../src/kubernetes/explain-connection.ts';
import { labErrorIn } from '../support/thrown-by.ts';
import { fakeApiServer, json } from './support/fake-api-server.ts';
import { connected } from './support/kubeconfig.ts';

const CALL = { server: 'https://h:6443', context: 'kind-demo', what: 'list nodes' };

describe('an API server that cannot be reached', () => {
  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ECONNRESET',
    'EPIPE',
    'HPE_INVALID_CONSTANT',
  ])('is explained: %s', (code) => {
    const error = explainConnection(Object.assign(new Error('x'), { code }), CALL);
    expect(error?.code).toBe('E_CLUSTER_UNREACHABLE');
    expect(error?.why).toContain(code);
    expect(error?.mend).not.toBe('');
  });

  it('for kind says how to start it', async () => {
    const kubernetes = await connected({ server: 'https://127.0.0.1:1' });
    const error = await labErrorIn(kubernetes.version());
    expect(error.code).toBe('E_CLUSTER_UNREACHABLE');
    expect(error.why).toContain('ECONNREFUSED');
    expect(error.mend).toContain('docker start $(kind get nodes --name demo)');
  });

  it('on all of its addresses is one failure', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1'), { code: 'ECONNREFUSED' });
    const all = new AggregateError([refused, refused], '');
    expect(explainConnection(all, CALL)?.why).toContain('ECONNREFUSED');
  });

  it('mentions a proxy that only kubectl would use', () => {
    const error = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    const call = { ...CALL, unusedProxy: 'http://proxy:3128' };
    expect(explainConnection(error, call)?.mend).toContain('--proxy-url=http://proxy:3128');
  });

  it('because nothing answers at all is said after the deadline', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { port: number };
    const kubernetes = await connected({ server: `http://127.0.0.1:${port}` }, 200);
    const start = performance.now();
    const error = await labErrorIn(kubernetes.version());
    expect(performance.now() - start).toBeLessThan(1000);
    expect(error.code).toBe('E_TIMEOUT');
    expect(error.message).toContain('did not answer in 0.2 s');
  });

  it('because it cuts every connection is tried a few times', async () => {
    await using server = await fakeApiServer();
    server.answer = (response) => response.socket?.destroy();
    const kubernetes = await connected({ server: server.url }, 5000);
    const error = await labErrorIn(kubernetes.version());
    expect(error.code).toBe('E_CLUSTER_UNREACHABLE');
    expect(server.asked).toHaveLength(5);
  });

  it('on a path is asked with that path', async () => {
    await using server = await fakeApiServer();
    server.answer = json({ gitVersion: 'v1' });
    const kubernetes = await connected({ server: `${server.url}/k8s/clusters/c-1/` });
    await kubernetes.version();
    expect(server.asked).toEqual(['GET /k8s/clusters/c-1/version']);
  });
});
