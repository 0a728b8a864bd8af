import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A kubeconfig of the user's own, whose cluster answers to nobody. */
const OWN = `apiVersion: v1
kind: Config
current-context: production
clusters: [{name: production, cluster: {server: "https://127.0.0.1:1"}}]
contexts: [{name: production, context: {cluster: production, user: me}}]
users: [{name: me, user: {token: secret}}]
`;

const VARIABLE = 'CNI_LAB_TEST_HOME';

/** The user's home: whoever took the kubeconfig in it for the lab's would fail, whoever wrote to it be found out. */
export function home(): string {
  return process.env[VARIABLE] ?? '';
}

/** Makes it, for this process and those that it starts. @returns what removes it */
export function makeHome(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-home-'));
  mkdirSync(join(folder, '.kube'));
  writeFileSync(join(folder, '.kube/config'), OWN);
  process.env[VARIABLE] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** As it was made; nothing can have been written to one that was not. */
export function isKubeconfigUntouched(): boolean {
  if (home() === '') return true;
  return readFileSync(join(home(), '.kube/config'), 'utf8') === OWN;
}
