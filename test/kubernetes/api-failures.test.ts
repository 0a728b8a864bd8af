import { describe, expect, it } from 'vitest';
import { labErrorIn } from '../support/thrown-by.ts';
import { type Answer, fakeApiServer, json, refusal } from './support/fake-api-server.ts';
import { connected } from './support/kubeconfig.ts';

const FORBIDDEN =
  'pods is forbidden: User "system:serviceaccount:ci:runner" cannot list resource "pods" in API group "" in the namespace "demo"';
const text =
  (body: string, code = 200): Answer =>
  (response) => {
    response.writeHead(code, { 'content-type': 'text/html' });
    response.end(body);
  };

describe('an API server that refuses', () => {
  const rows: [string, Answer, string, RegExp, RegExp][] = [
    ['401', refusal(401, 'Unauthorized'), 'E_CLUSTER_AUTH', /does not know us/, /auth whoami/],
    [
      '403 of a service account',
      refusal(403, FORBIDDEN),
      'E_CLUSTER_FORBIDDEN',
      /^system:serviceaccount:ci:runner may not list pods in demo$/,
      /kubectl create role cni-lab-list-pods --verb=list --resource=pods -n demo && kubectl create rolebinding cni-lab-list-pods --role=cni-lab-list-pods --serviceaccount=ci:runner -n demo$/,
    ],
    [
      '403 of a user, for the whole cluster and another group',
      refusal(
        403,
        'daemonsets.apps is forbidden: User "jo" cannot create resource "daemonsets" in API group "apps" at the cluster scope',
      ),
      'E_CLUSTER_FORBIDDEN',
      /^jo may not create daemonsets$/,
      /clusterrole .*--resource=daemonsets\.apps && .*--user='jo'.*cni-lab manifests agent \| kubectl apply -f -/,
    ],
    [
      '403 without words',
      refusal(403, 'no'),
      'E_CLUSTER_FORBIDDEN',
      /not allowed: list pods in demo/,
      /can-i --list/,
    ],
    [
      '404',
      refusal(404, 'the server could not find it'),
      'E_CLUSTER_API',
      /not found/,
      /api-resources/,
    ],
    [
      '404 of another server',
      text('404 page not found\n', 404),
      'E_CLUSTER_UNREACHABLE',
      /is no Kubernetes API server/,
      /config view/,
    ],
    ['409', refusal(409, 'conflict'), 'E_CLUSTER_API', /in the way/, /managed-fields/],
    ['410', refusal(410, 'too old resource version'), 'E_CLUSTER_API', /HTTP 410/, /version/],
    [
      '422',
      refusal(422, 'Pod "x" is invalid: spec: Forbidden'),
      'E_CLUSTER_API',
      /finds it invalid/,
      /cni-lab down/,
    ],
    [
      '429 for longer than the time',
      refusal(429, 'too many requests', {}, { 'retry-after': '60' }),
      'E_CLUSTER_API',
      /too busy/,
      /after 60 s/,
    ],
    [
      '500, again and again',
      refusal(500, 'etcdserver: request timed out'),
      'E_CLUSTER_API',
      /HTTP 500/,
      /readyz/,
    ],
    [
      "a proxy's page",
      text('<html><head><title>Sign in to Corp</title>', 200),
      'E_CLUSTER_UNREACHABLE',
      /no Kubernetes API server/,
      /curl -k/,
    ],
    [
      "a proxy's error page",
      text('<!DOCTYPE html><title>Bad Gateway</title>', 403),
      'E_CLUSTER_UNREACHABLE',
      /a web page came/,
      /proxy-url/,
    ],
    ['407', text('proxy', 407), 'E_CLUSTER_UNREACHABLE', /a web page came/, /proxy/],
  ];

  it.each(rows)('with %s is explained', async (_name, answer, code, message, mend) => {
    await using server = await fakeApiServer();
    server.answer = answer;
    const kubernetes = await connected({ server: server.url }, 3000);
    const error = await labErrorIn(kubernetes.pods({ namespace: 'demo' }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.mend).toMatch(mend);
    expect(error.why).not.toBe('');
  });
});

describe('admission that refuses', () => {
  it.each([
    [
      'pods "a" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "a" must set x)',
      'E_CLUSTER_FORBIDDEN',
      /pod security admission \(level restricted\)/,
      /label --overwrite namespace demo pod-security.kubernetes.io\/enforce=privileged/,
    ],
    [
      'pods "a" is forbidden: exceeded quota: q, requested: pods=1, used: pods=13, limited: pods=1',
      'E_CLUSTER_FORBIDDEN',
      /the quota q is used up/,
      /-n demo describe quota q/,
    ],
    [
      'pods "a" is forbidden: failed quota: q: must specify limits.cpu for: c; requests.cpu for: c',
      'E_CLUSTER_FORBIDDEN',
      /wants every pod to say its limits.cpu/,
      /get quota/,
    ],
    [
      'admission webhook "validate.kyverno.svc-fail" denied the request: no privileged pods',
      'E_CLUSTER_FORBIDDEN',
      /validate\.kyverno\.svc-fail refuses it/,
      /except cni-lab's namespaces/,
    ],
    [
      'pods "a" is forbidden: unable to create new content in namespace demo because it is being terminated',
      'E_CLUSTER_API',
      /namespace demo is still being removed/,
      /wait --for=delete namespace\/demo/,
    ],
    ['namespaces "demo" not found', 'E_CLUSTER_API', /no namespace demo/, /create namespace demo/],
  ])('is explained: %s', async (said, code, message, mend) => {
    await using server = await fakeApiServer();
    server.answer = (response, request) =>
      request.method === 'GET'
        ? json({ resources: [{ name: 'pods', kind: 'Pod', namespaced: true }] })(response, request)
        : refusal(403, said)(response, request);
    const kubernetes = await connected({ server: server.url });
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'demo' } };
    const error = await labErrorIn(kubernetes.apply(pod));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.mend).toMatch(mend);
    expect(error.why).toBe(said);
  });
});
