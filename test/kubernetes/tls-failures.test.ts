import { describe, expect, it } from 'vitest';
import { explainTls } from '../../src/kubernetes/explain-tls.ts';
import { labErrorIn } from '../support/thrown-by.ts';
import { base64, type Certificate, certificate, noOpenssl } from './support/certificates.ts';
import { type FakeApiServer, fakeApiServer, json } from './support/fake-api-server.ts';
import { connected } from './support/kubeconfig.ts';

const CALL = { server: 'https://h:6443', context: 'kind-demo', what: 'list nodes' };
const missing = noOpenssl();
if (missing) process.stderr.write(`cases with real certificates are skipped: ${missing}\n`);

function trusting({ url }: FakeApiServer, { cert }: Certificate) {
  return connected({ server: url, cluster: { 'certificate-authority-data': base64(cert) } });
}

describe.skipIf(missing)('TLS with real certificates', () => {
  it('works if the kubeconfig trusts the server', async () => {
    const good = certificate(30, 'IP:127.0.0.1');
    await using server = await fakeApiServer(good);
    server.answer = json({ gitVersion: 'v1' });
    expect(await (await trusting(server, good)).version()).toBe('v1');
  });

  it('says when the certificate of the server expired', async () => {
    const old = certificate(-1, 'IP:127.0.0.1');
    await using server = await fakeApiServer(old);
    const error = await labErrorIn((await trusting(server, old)).version());
    expect(error.code).toBe('E_CLUSTER_AUTH');
    expect(error.message).toContain('has expired');
    expect(error.why).toMatch(/it was valid until 20\d\d-\d\d-\d\dT/);
  });

  it('names the hosts that the certificate is for', async () => {
    const other = certificate(30, 'DNS:other.test');
    await using server = await fakeApiServer(other);
    const error = await labErrorIn((await trusting(server, other)).version());
    expect(error.code).toBe('E_CLUSTER_AUTH');
    expect(error.why).toContain('DNS:other.test');
    expect(error.mend).toContain('--tls-server-name');
  });

  it('does not trust a certificate that the kubeconfig does not', async () => {
    await using server = await fakeApiServer(certificate(30, 'IP:127.0.0.1'));
    const error = await labErrorIn((await connected({ server: server.url })).version());
    expect(error.code).toBe('E_CLUSTER_AUTH');
    expect(error.message).toContain('is not trusted');
    expect(error.mend).toBe('kind export kubeconfig --name demo');
  });

  it('says when our own certificate expired, before anything is sent', async () => {
    const { cert, key } = certificate(-1, 'DNS:me');
    const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
    const error = await labErrorIn(connected({ user }));
    expect(error.code).toBe('E_CLUSTER_AUTH');
    expect(error.message).toBe('the client certificate of u has expired');
    expect(error.why).toMatch(/valid until 20\d\d-/);
  });

  it('finds a key that does not belong to its certificate', async () => {
    const user = {
      'client-certificate-data': base64(certificate(30, 'DNS:a').cert),
      'client-key-data': base64(certificate(30, 'DNS:b').key),
    };
    await using server = await fakeApiServer(certificate(30, 'IP:127.0.0.1'));
    const kubernetes = await connected({ server: server.url, user });
    expect((await labErrorIn(kubernetes.version())).code).toBe('E_KUBECONFIG');
  });
});

describe('TLS', () => {
  it('is missed where plain HTTP is spoken', async () => {
    await using server = await fakeApiServer();
    const kubernetes = await connected({ server: server.url.replace('http:', 'https:') });
    const error = await labErrorIn(kubernetes.version());
    expect(error.code).toBe('E_CLUSTER_UNREACHABLE');
    expect(error.message).toContain('does not speak TLS');
  });

  it('has an alert for a certificate of ours that the server refuses', () => {
    const error = Object.assign(
      new Error(
        '140:error:0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:ssl.c',
      ),
      { code: 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE' },
    );
    expect(explainTls(error, CALL)).toMatchObject({
      code: 'E_CLUSTER_AUTH',
      message: 'the API server https://h:6443 refused our certificate',
    });
  });

  it('has nothing to do with other errors', () => {
    expect(explainTls(new TypeError('x'), CALL)).toBeNull();
  });
});
