import { X509Certificate } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import { LabError } from '../errors.ts';
import type { ChosenContext } from './choose-context.ts';

/**
 * An API server says only "Unauthorized" to a certificate that has expired; so it is looked at here.
 * @param pem the client certificate, with or without its chain
 * @throws LabError E_CLUSTER_AUTH
 */
export function refuseExpired(
  pem: string,
  { context, user }: ChosenContext,
  { headers }: RequestOptions,
  now = Date.now(),
): void {
  if (headers && 'Authorization' in headers) return; // it has a token too
  const end = endOf(pem);
  if (end === null || end > now) return;
  throw new LabError('E_CLUSTER_AUTH', {
    message: `the client certificate of ${user.name} has expired`,
    why: `it was valid until ${new Date(end).toISOString()} (this machine's clock: ${new Date(now).toISOString()})`,
    mend: renewal(context),
  });
}

/** When it ends, in milliseconds of Unix time; null if it cannot be read. */
export function endOf(pem: string): number | null {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return null;
  }
}

function renewal(context: string | null): string {
  const name = context?.startsWith('kind-') ? context.slice('kind-'.length) : null;
  return name
    ? `kind export kubeconfig --name ${name}`
    : 'sudo kubeadm certs renew admin.conf on a control plane node, then take its /etc/kubernetes/admin.conf';
}
