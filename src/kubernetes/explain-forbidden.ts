import { LabError } from '../errors.ts';
import { type ApiCall, kubectl } from './api-call.ts';
import type { ApiRefusal } from './api-refusal.ts';

/** What RBAC did not allow: read from the API server's sentence, which is all that it says. */
export interface Denial {
  readonly user: string;
  readonly verb: string;
  /** With its subresource, such as `pods/exec`. */
  readonly resource: string;
  readonly group: string;
  /** Null for the whole cluster. */
  readonly namespace: string | null;
}

export function denialOf(message: string): Denial | null {
  const [, user, verb, resource, group = '', scope] =
    /User "([^"]*)" cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/.exec(
      message,
    ) ?? [];
  if (user === undefined || !verb || !resource) return null;
  return { user, verb, resource, group, namespace: scope ?? null };
}

/** HTTP 403. Null for any other. */
export function explainForbidden(refusal: ApiRefusal, call: ApiCall): LabError | null {
  if (refusal.code !== 403) return null;
  const why = refusal.status.message ?? refusal.page ?? 'HTTP 403';
  const denial = denialOf(why);
  if (!denial) {
    return new LabError(
      'E_CLUSTER_FORBIDDEN',
      { message: `not allowed: ${call.what}`, why, mend: `${kubectl(call)} auth can-i --list` },
      { cause: refusal },
    );
  }
  const { user, verb, resource, namespace } = denial;
  return new LabError(
    'E_CLUSTER_FORBIDDEN',
    {
      message: `${user || 'we'} may not ${verb} ${resource}${namespace ? ` in ${namespace}` : ''}`,
      why: `no role allows it; needed to ${call.what}`,
      mend: `an administrator: ${grant(denial)}${forAgents(denial)}`,
    },
    { cause: refusal },
  );
}

/** The commands that allow just this. */
function grant({ user, verb, resource, group, namespace }: Denial): string {
  const role = namespace ? 'role' : 'clusterrole';
  const where = namespace ? ` -n ${namespace}` : '';
  const [, account] = /^system:serviceaccount:(.+:.+)$/.exec(user) ?? [];
  const who = account ? `--serviceaccount=${account}` : `--user='${user}'`;
  const [plural, subresource] = resource.split('/');
  const full = `${plural}${group ? `.${group}` : ''}${subresource ? `/${subresource}` : ''}`;
  const name = `cni-lab-${verb}-${resource.replace('/', '-')}`;
  return (
    `kubectl create ${role} ${name} --verb=${verb} --resource=${full}${where} && ` +
    `kubectl create ${role}binding ${name} --${role}=${name} ${who}${where}`
  );
}

/** What an administrator can also make beforehand. */
function forAgents({ verb, resource }: Denial): string {
  return /create|patch/.test(verb) && /^(daemonsets|namespaces|serviceaccounts)$/.test(resource)
    ? '; or makes the agents beforehand: cni-lab manifests agent | kubectl apply -f -'
    : '';
}
