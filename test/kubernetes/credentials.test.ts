import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/kubernetes/connect.ts';
import { labErrorIn } from '../support/thrown-by.ts';
import { fakeApiServer, inTurn, json, refusal } from './support/fake-api-server.ts';
import { connected, kubeconfigFile, kubeconfigOf, temporaryFolder } from './support/kubeconfig.ts';

const exec = (command: string, more: object = {}) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args: [], ...more },
});

const refused = (user: object, timeoutMs = 2000) =>
  labErrorIn(connect({ kubeconfig: kubeconfigFile(kubeconfigOf({ user })), timeoutMs }));

function script(body: string): string {
  const file = join(temporaryFolder(), 'plugin');
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('a credential plugin', () => {
  it('that is not installed is named, with where to get it', async () => {
    const hinted = await refused(
      exec('/nowhere/acme-auth', { installHint: 'get it at acme.test' }),
    );
    expect(hinted).toMatchObject({
      code: 'E_CLUSTER_AUTH',
      message: 'the credential plugin acme-auth is not installed',
      mend: 'get it at acme.test',
    });
    const known = await refused(exec('/nowhere/gke-gcloud-auth-plugin'));
    expect(known.mend).toBe('gcloud components install gke-gcloud-auth-plugin');
    expect((await refused(exec('/nowhere/x'))).mend).toContain('install x');
  });

  it('that fails says why', async () => {
    const error = await refused(exec(script('echo "token expired, run acme login" >&2; exit 1')));
    expect(error.code).toBe('E_CLUSTER_AUTH');
    expect(error.why).toContain('acme login');
    expect((await refused(exec(script('echo no json')))).message).toContain('failed');
  });

  it('that hangs is ended with the time', async () => {
    const mark = join(temporaryFolder(), 'mark');
    const plugin = script(`trap '' TERM; exec 3>&1; sleep 0.6; touch ${mark}`);
    const error = await refused(exec(plugin), 150);
    expect(error).toMatchObject({ code: 'E_TIMEOUT' });
    expect(error.message).toContain('no credentials for u after 0.15 s');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(existsSync(mark)).toBe(false);
  });

  it('gives a token, and learns about the cluster', async () => {
    await using server = await fakeApiServer();
    let bearer: string | undefined;
    server.answer = (response, request) => {
      bearer = request.headers.authorization;
      json({ gitVersion: 'v1.34.4' })(response, request);
    };
    const plugin = script(
      `case "$KUBERNETES_EXEC_INFO" in *'"server":"http'*) ;; *) exit 1;; esac
       echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"abc"}}'`,
    );
    const user = exec(plugin, { provideClusterInfo: true });
    const kubernetes = await connected({ server: server.url, user });
    expect(await kubernetes.version()).toBe('v1.34.4');
    expect(bearer).toBe('Bearer abc');
  });

  it('is asked again when its token has expired meanwhile', async () => {
    await using server = await fakeApiServer();
    const count = join(temporaryFolder(), 'count');
    writeFileSync(count, '');
    const plugin = script(
      `echo x >> ${count}; echo "{\\"status\\":{\\"token\\":\\"t$(wc -l < ${count} | tr -d ' ')\\"}}"`,
    );
    const kubernetes = await connected({ server: server.url, user: exec(plugin) });
    server.answer = inTurn(refusal(401, 'Unauthorized'), json({ gitVersion: 'v1' }));
    expect(await kubernetes.version()).toBe('v1');
    expect(server.asked).toHaveLength(2);
  });
});
