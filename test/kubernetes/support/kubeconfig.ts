import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import '../../../src/kubernetes/client.ts'; // loaded here, so that the first test of a file does not pay for it
import { connect } from '../../../src/kubernetes/connect.ts';
import type { Kubernetes } from '../../../src/kubernetes/kubernetes.ts';

/** A folder that goes when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-kubernetes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

export interface Entries {
  readonly server?: string;
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: string;
}

/** A kubeconfig with one context. */
export function kubeconfigOf(entries: Entries = {}): object {
  const { server = 'https://127.0.0.1:1', cluster = {}, user = { token: 't' } } = entries;
  const { context = 'kind-demo' } = entries;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: context, context: { cluster: 'c', user: 'u' } }],
  };
}

/** Its file's name. JSON is YAML too. */
export function kubeconfigFile(content: object | string, folder = temporaryFolder()): string {
  const file = join(folder, `config-${Math.random().toString(36).slice(2)}`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** Connected to a server, until the test is over. */
export async function connected(entries: Entries, timeoutMs = 2000): Promise<Kubernetes> {
  const kubernetes = await connect({
    kubeconfig: kubeconfigFile(kubeconfigOf(entries)),
    timeoutMs,
    env: {},
  });
  onTestFinished(() => kubernetes.close());
  return kubernetes;
}
