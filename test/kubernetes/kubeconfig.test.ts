import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/kubernetes/connect.ts';
import { labErrorIn } from '../support/thrown-by.ts';
import { kubeconfigFile, kubeconfigOf, temporaryFolder } from './support/kubeconfig.ts';

const NOWHERE = '/nowhere/config';
const refused = (options: Parameters<typeof connect>[0]) =>
  labErrorIn(connect({ env: {}, ...options }));

describe('the kubeconfig', () => {
  it.each([
    ['absent', NOWHERE, /there is no kubeconfig \/nowhere\/config/, /kind export kubeconfig/],
    ['empty', () => kubeconfigFile(' \n'), /is no kubeconfig/, /config view/],
    ['not YAML', () => kubeconfigFile('a: [b\nc: {'), /is no kubeconfig/, /config view/],
    ['a word', () => kubeconfigFile('hello'), /has no contexts/, /kind get clusters/],
    [
      'without a name',
      () => kubeconfigFile({ clusters: [{ cluster: {} }] }),
      /is no kubeconfig/,
      /config view/,
    ],
    [
      'as kind leaves it after delete',
      () =>
        kubeconfigFile({ apiVersion: 'v1', kind: 'Config', clusters: [], users: [], contexts: [] }),
      /has no contexts/,
      /kind get clusters/,
    ],
    [
      'without a current context',
      () => kubeconfigFile({ ...kubeconfigOf(), 'current-context': '' }),
      /has no current context/,
      /--context kind-demo/,
    ],
    [
      'whose context has no cluster',
      () => kubeconfigFile({ ...kubeconfigOf(), clusters: [] }),
      /names a cluster that is not there: c/,
      /set-cluster c/,
    ],
    [
      'whose context has no user',
      () => kubeconfigFile({ ...kubeconfigOf(), users: [] }),
      /names a user that is not there: u/,
      /set-credentials u/,
    ],
    [
      'whose server is no URL',
      () => kubeconfigFile(kubeconfigOf({ server: '10.0.0.1:6443' })),
      /server that is no URL/,
      /--server=https:/,
    ],
    [
      'that names a certificate which is not there',
      () => kubeconfigFile(kubeconfigOf({ cluster: { 'certificate-authority': 'ca.crt' } })),
      /names a file that cannot be read: .*ca\.crt/,
      /ls -l/,
    ],
  ])('that is %s is explained', async (_name, file, message, mend) => {
    const kubeconfig = typeof file === 'string' ? file : file();
    const error = await refused({ kubeconfig });
    expect(error.code).toBe('E_KUBECONFIG');
    expect(error.message).toMatch(message);
    expect(error.mend).toMatch(mend);
    expect(error.why).not.toBe('');
  });

  it('cannot be a folder', async () => {
    const kubeconfig = join(temporaryFolder(), 'folder');
    mkdirSync(kubeconfig);
    const error = await refused({ kubeconfig });
    expect(error).toMatchObject({ code: 'E_KUBECONFIG', mend: `ls -l ${kubeconfig}` });
  });

  it('has contexts like the one asked for', async () => {
    const kubeconfig = kubeconfigFile(kubeconfigOf());
    const error = await refused({ kubeconfig, context: 'kind-dmeo' });
    expect(error).toMatchObject({ code: 'E_KUBECONFIG', why: 'nearest: kind-demo' });
    expect(error.mend).toContain('--context kind-demo');
  });

  it('is the one in KUBECONFIG, then the one at home', async () => {
    const error = await refused({ env: { KUBECONFIG: NOWHERE } });
    expect(error.message).toContain(NOWHERE);
    expect(error.mend).toContain('unset KUBECONFIG');
    const none = await refused({ env: { HOME: '/nowhere' } });
    expect(none.why).toContain('/nowhere/.kube/config');
    const home = temporaryFolder();
    mkdirSync(join(home, '.kube'));
    const file = kubeconfigFile(kubeconfigOf(), join(home, '.kube'));
    const { renameSync } = await import('node:fs');
    renameSync(file, join(home, '.kube', 'config'));
    const found = await connect({ env: { HOME: home } });
    expect(found).toMatchObject({ server: 'https://127.0.0.1:1', context: 'kind-demo' });
  });

  it('may be several files: what the first one says counts, absent ones do not', async () => {
    const first = kubeconfigFile(kubeconfigOf({ server: 'https://127.0.0.1:2' }));
    const second = kubeconfigFile(
      kubeconfigOf({ server: 'https://127.0.0.1:3', context: 'other' }),
    );
    const env = { KUBECONFIG: `${NOWHERE}:${first}:${second}` };
    expect(await connect({ env })).toMatchObject({
      server: 'https://127.0.0.1:2',
      context: 'kind-demo',
    });
    expect((await connect({ env, context: 'other' })).context).toBe('other');
  });
});
