import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { controllerTrouble } from '../../src/kubernetes/controller-trouble.ts';
import { type EventObject, eventOf } from '../../src/kubernetes/event.ts';
import { type NodeObject, nodeOf } from '../../src/kubernetes/node.ts';
import { type PodObject, podOf } from '../../src/kubernetes/pod.ts';
import { podTrouble } from '../../src/kubernetes/pod-trouble.ts';

/** Recorded on kind 0.30 with Kubernetes 1.34.4, November 2026: one pod for each kind of trouble. */
const recorded = JSON.parse(
  readFileSync(new URL('recordings/pods-in-trouble.json', import.meta.url), 'utf8'),
) as {
  pods: PodObject[];
  events: (EventObject & { involvedObject: { name: string } })[];
  nodes: NodeObject[];
};
const nodes = recorded.nodes.map(nodeOf);

function troubleOf(name: string, withEvents = true) {
  const pod = recorded.pods.find(({ metadata }) => metadata?.name === name)!;
  const events = recorded.events.filter(({ involvedObject }) => involvedObject.name === name);
  return podTrouble(podOf(pod), withEvents ? events.map(eventOf) : [], nodes);
}

describe('a pod of a real cluster', () => {
  it.each([
    [
      'never',
      'E_IMAGE',
      /node api-try-worker does not have the image nope:1/,
      /kind load image-archive/,
    ],
    ['pull', 'E_IMAGE', /cannot pull the image registry\.invalid\/nope:1/, /--test-image IMAGE/],
    ['invalid', 'E_IMAGE', /NOPE::1 is no name of an image/, /--agent-image/],
    [
      'config',
      'E_POD',
      /container c of pod bad\/config names something that is not there/,
      /describe pod config/,
    ],
    ['crash', 'E_POD', /container c of pod bad\/crash ended/, /logs crash -c c --previous/],
    ['run', 'E_POD', /container c of pod bad\/run cannot be started/, /describe pod run/],
    [
      'cpu',
      'E_POD_UNSCHEDULABLE',
      /not enough CPU or memory is free on api-try-worker$/,
      /describe node api-try-worker/,
    ],
    [
      'outofcpu',
      'E_POD_UNSCHEDULABLE',
      /rejected by node api-try-worker: OutOfcpu/,
      /describe node/,
    ],
    [
      'taint',
      'E_POD_UNSCHEDULABLE',
      /taints .*api-try-control-plane: node-role\.kubernetes\.io\/control-plane:NoSchedule/,
      /kubectl taint nodes api-try-control-plane .*:NoSchedule-/,
    ],
    ['affinity', 'E_NO_SUCH_NODE', /asks for node nix/, /get nodes/],
    ['nonode', 'E_NO_SUCH_NODE', /asks for node nix/, /get nodes/],
    ['pvc', 'E_POD_UNSCHEDULABLE', /volume that it claims/, /persistentvolumeclaims/],
  ])('%s is explained without its events', (name, code, message, mend) => {
    const trouble = troubleOf(name, false);
    expect(trouble?.code).toBe(code);
    expect(trouble?.message).toMatch(message);
    expect(trouble?.mend).toMatch(mend);
    expect(trouble?.why).not.toBe('');
    expect(troubleOf(name)?.toJSON()).toEqual(trouble?.toJSON());
  });

  it.each([
    ['mount', 'E_POD', /volume of pod bad\/mount cannot be mounted/, 'configmap "nix" not found'],
    [
      'cni',
      'E_CNI',
      /the CNI plugin nosuchplugin on node api-try-worker/,
      'failed to find plugin "nosuchplugin" in path [/opt/cni/bin]',
    ],
  ])('%s is explained by its events', (name, code, message, why) => {
    expect(troubleOf(name, false)).toBeNull();
    const trouble = troubleOf(name);
    expect(trouble?.code).toBe(code);
    expect(trouble?.message).toMatch(message);
    expect(trouble?.why).toContain(why);
  });
});

const pending = (message: string, spec = {}) =>
  podOf({
    metadata: { namespace: 'demo', name: 'a' },
    spec,
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
    },
  });
const node = (name: string, more: Partial<NodeObject['spec']> = {}, ready = true) =>
  nodeOf({
    metadata: { name },
    spec: more,
    status: {
      conditions: [
        {
          type: 'Ready',
          status: ready ? 'True' : 'False',
          message: ready ? '' : 'cni plugin not initialized',
        },
      ],
    },
  });
const bound = (status: PodObject['status']) =>
  podOf({
    metadata: { namespace: 'demo', name: 'a' },
    spec: { nodeName: 'w' },
    status: { phase: 'Pending', ...status },
  });

describe('a pod that no node takes', () => {
  const notReady = [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }];
  it.each([
    ['0/2 nodes are available: 2 Too many pods.', [node('w')], /w has as many pods as it may have/],
    [
      '0/1 nodes are available: 1 node(s) were unschedulable.',
      [node('v'), node('w', { unschedulable: true })],
      /: w is cordoned/,
    ],
    [
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
      [node('w')],
      /host port on w/,
    ],
    [
      '0/1 nodes are available: 1 node(s) had untolerated taint {gpu: yes}.',
      [node('w', { taints: [{ key: 'gpu', value: 'yes', effect: 'NoExecute' }] })],
      /w: gpu=yes:NoExecute/,
    ],
    [
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
      [node('w')],
      /no node is as it asks for/,
    ],
    ['no nodes available to schedule pods', [], /the cluster has no nodes/],
    ['something new', [node('w')], /see why/],
  ])('is explained: %s', (said, all, message) => {
    const trouble = podTrouble(pending(said), [], all);
    expect(trouble?.code).toBe('E_POD_UNSCHEDULABLE');
    expect(trouble?.message).toMatch(message);
    expect(trouble?.why).toBe(said);
  });

  it('is still hoped for while nodes come up', () => {
    const said = '0/1 nodes are available: 1 node(s) had untolerated taint(s).';
    expect(podTrouble(pending(said), [], [node('w', { taints: notReady }, false)])).toBeNull();
    expect(podTrouble(pending(said), [], [node('w')])).toBeNull(); // it has come up meanwhile
    const gated = {
      ...pending(''),
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: '' },
      ],
    };
    expect(podTrouble(gated, [], [node('w')])).toBeNull();
  });

  it('of a DaemonSet asks for one node', () => {
    const affinity = {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', values: ['w'] }] }],
        },
      },
    };
    expect(pending('', { affinity }).wantedNode).toBe('w');
  });
});

describe('a pod on a node', () => {
  const sandbox = (message: string, count = 1) =>
    eventOf({ type: 'Warning', reason: 'FailedCreatePodSandBox', message, count });

  it('is in no trouble if it is ready, goes, or has only begun', () => {
    const events = [sandbox('plugin type="x" failed (add): no', 5)];
    const ready = bound({ conditions: [{ type: 'Ready', status: 'True' }] });
    expect(podTrouble(ready, events, [])).toBeNull();
    const going = { ...bound({}), deletionTimestamp: 'now' };
    expect(podTrouble(going, events, [])).toBeNull();
    const creating = [{ name: 'c', state: { waiting: { reason: 'ContainerCreating' } } }];
    expect(podTrouble(bound({ containerStatuses: creating }), [], [node('w')])).toBeNull();
  });

  it('that is not ready waits for it', () => {
    const trouble = podTrouble(bound({}), [], [node('w', {}, false)]);
    expect(trouble).toMatchObject({ code: 'E_POD', why: 'cni plugin not initialized' });
  });

  it('whose network fails is in trouble the second time, or at once if trying again cannot help', () => {
    const once = 'plugin type="cilium-cni" failed (add): unable to connect to Cilium agent';
    expect(podTrouble(bound({}), [sandbox(once)], [])).toBeNull();
    expect(podTrouble(bound({}), [sandbox(once, 2)], [])).toMatchObject({
      code: 'E_CNI',
      why: 'unable to connect to Cilium agent',
    });
    const full = 'plugin type="host-local" failed (add): no IP addresses available in range set';
    expect(podTrouble(bound({}), [sandbox(full)], [])?.code).toBe('E_CNI');
    expect(podTrouble(bound({}), [sandbox('runc: no space left on device', 2)], [])?.code).toBe(
      'E_POD',
    );
  });

  it('whose image may come yet is hoped for', () => {
    const status = (reason: string, message: string) => ({
      containerStatuses: [{ name: 'c', image: 'i', state: { waiting: { reason, message } } }],
    });
    expect(podTrouble(bound(status('ErrImagePull', 'i/o timeout')), [], [])).toBeNull();
    expect(podTrouble(bound(status('ErrImagePull', 'not found')), [], [])?.code).toBe('E_IMAGE');
    expect(podTrouble(bound(status('ImagePullBackOff', 'i/o timeout')), [], [])?.code).toBe(
      'E_IMAGE',
    );
  });

  it('that was evicted says why', () => {
    const trouble = podTrouble(
      bound({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' }),
      [],
      [],
    );
    expect(trouble).toMatchObject({ code: 'E_POD', why: 'low on memory' });
    expect(trouble?.message).toBe('pod demo/a was evicted from node w');
  });

  it('may have init containers that ended well', () => {
    const done = [{ name: 'i', state: { terminated: { exitCode: 0, reason: 'Completed' } } }];
    expect(podTrouble(bound({ initContainerStatuses: done }), [], [])).toBeNull();
    const over = [{ name: 'c', state: { terminated: { exitCode: 0, reason: 'Completed' } } }];
    expect(podTrouble(bound({ containerStatuses: over, phase: 'Succeeded' }), [], [])?.code).toBe(
      'E_POD',
    );
  });
});

describe('a controller that makes no pods', () => {
  const agents = { kind: 'DaemonSet', namespace: 'cni-lab', name: 'agent' };
  const failed = (message: string) => [eventOf({ reason: 'FailedCreate', message, count: 5 })];

  it('says what stands in the way', () => {
    const trouble = controllerTrouble(
      agents,
      failed(
        'Error creating: pods "agent-x" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostPID=true)',
      ),
    );
    expect(trouble?.code).toBe('E_CLUSTER_FORBIDDEN');
    expect(trouble?.message).toContain('DaemonSet cni-lab/agent makes no pods: pod security');
    expect(trouble?.mend).toContain('namespace cni-lab pod-security');
    expect(controllerTrouble(agents, failed('boom'))?.mend).toContain('describe daemonset agent');
    expect(controllerTrouble(agents, [])).toBeNull();
  });
});
