import type { PeerCertificate } from 'node:tls';
import { LabError } from '../errors.ts';
import { type ApiCall, kindCluster, kubectl } from './api-call.ts';

type TlsError = NodeJS.ErrnoException & { cert?: PeerCertificate };

/** Explains why the two sides do not trust each other; null for what has nothing to do with TLS. */
export function explainTls(error: unknown, call: ApiCall): LabError | null {
  const { code = '', message, cert } = error as TlsError;
  const failure = (message: string, why: string, mend: string) =>
    new LabError('E_CLUSTER_AUTH', { message, why: `${why} (${code})`, mend }, { cause: error });
  const { server } = call;
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return failure(
        `the certificate of ${server} has expired`,
        cert?.valid_to ? `it was valid until ${iso(cert.valid_to)}` : 'its time is over',
        renewal(call),
      );
    case 'CERT_NOT_YET_VALID':
      return failure(
        `the certificate of ${server} is not valid yet`,
        `this machine's clock says ${new Date().toISOString()}: it may be slow`,
        'timedatectl status',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return failure(
        `the certificate of ${server} is for other names`,
        cert?.subjectaltname ?? message,
        `kubectl config set-cluster ${clusterOf(call)} --tls-server-name=NAME, with one of these names`,
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
      return failure(
        `the certificate of ${server} is not trusted`,
        "the kubeconfig's certificate authority did not sign it: the cluster was made anew, or another server answers at this address",
        freshKubeconfig(call),
      );
    default:
      return handshake(code, message, call, error);
  }
}

function handshake(code: string, message: string, call: ApiCall, cause: unknown): LabError | null {
  if (!/^(EPROTO|ERR_SSL_|ERR_OSSL_)/.test(code) && !/SSL|TLS/.test(message)) return null;
  if (/alert/i.test(`${code} ${message}`)) {
    return new LabError(
      'E_CLUSTER_AUTH',
      {
        message: `the API server ${call.server} refused our certificate`,
        why: `${plain(message)} (${code})`,
        mend: freshKubeconfig(call),
      },
      { cause },
    );
  }
  if (/KEY_VALUES_MISMATCH|PEM|ASN1|NO_START_LINE/i.test(`${code} ${message}`)) {
    return new LabError(
      'E_KUBECONFIG',
      {
        message: 'a certificate or key in the kubeconfig cannot be used',
        why: `${plain(message)} (${code})`,
        mend: freshKubeconfig(call),
      },
      { cause },
    );
  }
  return new LabError(
    'E_CLUSTER_UNREACHABLE',
    {
      message: `what answers at ${call.server} does not speak TLS`,
      why: `${plain(message)} (${code})`,
      mend: `curl -kv ${call.server}/version; kubectl config set-cluster ${clusterOf(call)} --server=https://...`,
    },
    { cause },
  );
}

/** OpenSSL puts its own source lines into its messages. */
function plain(message: string): string {
  return (
    message
      .trim()
      .split(':')
      .filter(Boolean)
      .find((part) => / /.test(part.trim())) ?? message
  );
}

function renewal(call: ApiCall): string {
  const cluster = kindCluster(call.context);
  return cluster
    ? `kind delete cluster --name ${cluster}, then make it anew`
    : 'sudo kubeadm certs renew all on a control plane node; timedatectl status here (a wrong clock looks the same)';
}

function freshKubeconfig(call: ApiCall): string {
  const cluster = kindCluster(call.context);
  return cluster
    ? `kind export kubeconfig --name ${cluster}`
    : `take a new kubeconfig from the cluster; ${kubectl(call)} config view --minify --raw shows this one`;
}

function clusterOf({ context }: ApiCall): string {
  return kindCluster(context) ? context! : 'CLUSTER';
}

function iso(date: string): string {
  const time = Date.parse(date);
  return Number.isNaN(time) ? date : new Date(time).toISOString();
}
