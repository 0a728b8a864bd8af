import { describe, expect, it } from 'vitest';
import { namedPod } from '../../../src/labs/cluster/named-pods.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { FakeKubernetes } from './fake-kubernetes.ts';
import { pod } from './sites.ts';

const web = pod('web', { namespace: 'shop' });
const other = pod('web', { namespace: 'default', uid: 'another' });
const { api } = new FakeKubernetes({
  pods: [
    ...[web, other, pod('frontend', { namespace: 'shop' })],
    pod('host', { namespace: 'shop', hostNetwork: true }),
    pod('slow', { namespace: 'shop', ready: false, phase: 'Pending', addresses: [] }),
    pod('bare', { namespace: 'shop', addresses: [] }),
  ],
});

const failure = (text: string, namespace = 'shop') => labErrorIn(namedPod(api, text, namespace));

describe('a pod by its name', () => {
  it('is in the namespace that is given', async () => {
    expect(await namedPod(api, 'web', 'shop')).toBe(web);
    expect(await namedPod(api, 'web', 'default')).toBe(other);
  });

  it('is in the namespace that it says itself', async () => {
    expect(await namedPod(api, 'shop/web', 'default')).toBe(web);
  });

  it('is not there: the nearest names are', async () => {
    expect(await failure('frontent')).toMatchObject({
      code: 'E_NO_SUCH_POD',
      message: 'there is no pod "frontent" in the namespace shop',
      why: expect.stringContaining('frontend'),
      mend: expect.stringContaining('kubectl get pods -n shop'),
    });
  });

  it('is not there, nor any other', async () => {
    const { message, why } = await failure('empty/web');
    expect(message).toBe('there is no pod "web" in the namespace empty');
    expect(why).toBe('there is no pod at all in it');
  });

  it("is in its node's network: nothing can be seen between it and the node", async () => {
    expect(await failure('host')).toMatchObject({
      code: 'E_POD',
      why: expect.stringContaining('no network of its own'),
    });
  });

  it.each(['slow', 'bare'])('cannot be probed: %s', async (name) => {
    expect(await failure(name)).toMatchObject({
      code: 'E_POD',
      mend: `kubectl -n shop describe pod ${name}`,
    });
  });
});
