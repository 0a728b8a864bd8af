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

/** The user's home: whoever took the kubeconfig in it for the lab's would fail, whoever wrote to it be found out. */
export const HOME = mkdtempSync(join(tmpdir(), 'cni-lab-home-'));
mkdirSync(join(HOME, '.kube'));
writeFileSync(join(HOME, '.kube/config'), OWN);
process.on('exit', () => rmSync(HOME, { recursive: true, force: true }));

export function isKubeconfigUntouched(): boolean {
  return readFileSync(join(HOME, '.kube/config'), 'utf8') === OWN;
}
