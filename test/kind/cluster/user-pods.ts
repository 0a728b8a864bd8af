import { lab, makeNamespace, removeNamespace } from './shared.ts';

/** Pods of the user's: a and b on one node, c on another. */
export class UserPods {
  readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  async make(): Promise<void> {
    await makeNamespace(this.namespace);
    for (const [name, role] of [
      ['a', 'worker'],
      ['b', 'worker'],
      ['c', 'control-plane'],
    ] as const) {
      const spec = { nodeName: lab.node(role), terminationGracePeriodSeconds: 0 };
      await lab.kubectl(
        ...['-n', this.namespace, 'run', name, '--image', 'rig-tools:1'],
        ...['--image-pull-policy', 'IfNotPresent', '--overrides', JSON.stringify({ spec })],
        ...['--command', '--', 'sleep', 'infinity'],
      );
    }
    await this.wait();
  }

  async wait(): Promise<void> {
    await lab.kubectl(
      ...['-n', this.namespace, 'wait', '--for=condition=Ready', 'pod', '--all', '--timeout=90s'],
    );
  }

  /** All that the API server knows of the namespace and its pods. */
  async state(): Promise<string> {
    const state = '{.metadata.uid} {.metadata.resourceVersion} {.metadata.labels}{"\\n"}';
    return [
      await lab.kubectl('get', 'namespace', this.namespace, '-o', `jsonpath=${state}`),
      await lab.kubectl(
        ...['-n', this.namespace, 'get', 'pods,services', '-o'],
        `jsonpath={range .items[*]}${state}{end}`,
      ),
    ].join('');
  }

  async unmake(): Promise<void> {
    await removeNamespace(this.namespace);
  }
}
