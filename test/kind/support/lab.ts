import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { localRunner } from '../../../src/host/local-runner.ts';
import { podProcesses } from '../../../src/labs/cluster/pod-process.ts';
import { cli, type Ended } from './cli.ts';
import { PREFIX } from './rig.ts';
import { Sandbox } from './sandbox.ts';

const exec = promisify(execFile);

/** A kind lab of a test, with its options. */
export class KindLab {
  readonly name: string;
  readonly options: readonly string[];

  constructor(name: string, ...options: readonly string[]) {
    this.name = `${PREFIX}${name}`;
    this.options = options;
  }

  get kubeconfig(): string {
    return `/run/cni-lab/${this.name}.kubeconfig`;
  }

  /** Name of a node's container. */
  node(role: 'control-plane' | 'worker'): string {
    return `cni-lab-${this.name}-${role}`;
  }

  /** The command line of `up`, with more options than the lab's own. */
  up(...more: readonly string[]): string[] {
    return ['up', '--backend', 'kind', '--name', this.name, ...this.options, ...more];
  }

  /** Brings it up, which must succeed. */
  async raise(...more: readonly string[]): Promise<Ended> {
    const ended = await cli(this.up(...more));
    expect(ended.stderr.match(/error .*|failed/g), ended.stderr).toBe(null);
    expect(ended.code, ended.stderr).toBe(0);
    return ended;
  }

  async down(): Promise<Ended> {
    return cli(['down', '--name', this.name]);
  }

  async kubectl(...args: readonly string[]): Promise<string> {
    return (await exec('kubectl', ['--kubeconfig', this.kubeconfig, ...args])).stdout;
  }

  async podAddress(pod: string): Promise<string> {
    return this.kubectl('-n', 'cni-lab', 'get', 'pod', pod, '-o', 'jsonpath={.status.podIP}');
  }

  /** Its test pods of these names, to be entered. */
  async sandboxes(...pods: readonly string[]): Promise<Record<string, Sandbox>> {
    const found = pods.map(async (pod) => {
      const uid = await this.kubectl(
        ...['-n', 'cni-lab', 'get', 'pod', pod, '-o', 'jsonpath={.metadata.uid}'],
      );
      const pid = (await podProcesses(localRunner, [uid])).get(uid);
      return [pod, new Sandbox(pid!)] as const;
    });
    return Object.fromEntries(await Promise.all(found));
  }

  /** Runs a program in a node. */
  async inNode(role: 'control-plane' | 'worker', ...argv: readonly string[]): Promise<string> {
    return docker('exec', this.node(role), ...argv);
  }
}

export async function docker(...args: readonly string[]): Promise<string> {
  return (await exec('docker', args)).stdout;
}
