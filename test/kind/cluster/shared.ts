import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { cliJson } from '../support/cli.ts';
import { KindLab } from '../support/lab.ts';
import { NO_RIG, PREFIX } from '../support/rig.ts';

/** Image of the agents: it has the tools, and a node gets it from an archive. */
const TOOLS_TAR = process.env.RIG_TOOLS_TAR ?? '';
export const NO_CLUSTER = NO_RIG || !existsSync(TOOLS_TAR);

/** While tests are written: the name of a lab that is up, and stays up. */
const BORROWED = process.env.CNI_LAB_TEST_CLUSTER;

/** The cluster of all these tests: for the backend `cluster` it is one like any other. */
class SharedLab extends KindLab {
  override readonly name: string = BORROWED ?? `${PREFIX}cb`;

  /** Ready, with a pod or two on each of its nodes. */
  async make(): Promise<void> {
    await this.raise();
    await this.kubectl('taint', 'nodes', '--all', 'node-role.kubernetes.io/control-plane-').catch(
      () => {}, // gone already
    );
    // the kind lab's own pods are in the namespace that an administrator makes for us
    await this.kubectl('-n', 'cni-lab', 'delete', 'pod', '--all', '--now');
  }

  async unmake(): Promise<void> {
    if (!BORROWED) await this.down();
  }
}

export const lab = new SharedLab(
  'cb',
  ...['--cni', 'bridge', '--kube-proxy', 'none', '--load-archive', TOOLS_TAR],
);

/** The options that lead there. */
export const CLUSTER = ['--backend', 'cluster', '--kubeconfig', lab.kubeconfig] as const;
export const BY_AGENT = ['--way', 'agent', '--agent-image', 'rig-tools:1'] as const;
/** A probe that takes some seconds, for what is to happen meanwhile. */
export const LONG = ['--count', '300', '--interval', '10', '--verbose'] as const;

export const SAME = { 'linux/bridge': 'pass' };
export const BOTH = { ...SAME, 'linux/bridge-cross-node': 'pass' };

/** A lab's name that is known for one of these tests'. */
export function named(word: string): string {
  return `${lab.name}-${word}`;
}

/** A namespace of the user's: not one of ours by its name, nor by its labels. */
export async function makeNamespace(name: string, ...labels: readonly string[]): Promise<void> {
  await lab.kubectl('create', 'namespace', name);
  if (labels.length > 0) await lab.kubectl('label', 'namespace', name, ...labels);
  // pods cannot be made before it has its service account
  const accounts = () => lab.kubectl('-n', name, 'get', 'serviceaccount', '-o', 'name');
  await vi.waitFor(async () => expect(await accounts()).toContain('default'), WITHIN);
}

export async function removeNamespace(name: string): Promise<void> {
  await lab.kubectl('delete', 'namespace', name, '--ignore-not-found', '--wait=false');
}

export const WITHIN = { timeout: 60_000, interval: 250 };

/** verify, which must end in a failure; on standard output there is nothing else. */
export async function failing(
  expected: { code: string; exit: number; withinS: number },
  ...args: readonly string[]
): Promise<{ code: string; message: string; why: string; mend: string }> {
  const { document, code, ms, files, left } = await cliJson(['verify', ...args]);
  expect(document.error?.code, JSON.stringify(document)).toBe(expected.code);
  expect(code).toBe(expected.exit);
  expect(ms).toBeLessThan(expected.withinS * 1000);
  expect({ files, left }).toEqual({ files: [], left: [] });
  return document.error;
}

const exec = promisify(execFile);

/** kubectl with another kubeconfig. */
export async function kubectlAs(kubeconfig: string, ...args: readonly string[]): Promise<string> {
  return (await exec('kubectl', ['--kubeconfig', kubeconfig, ...args])).stdout;
}
