import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where a file of `manifests/` is in this package: `kind/cluster.yaml`. */
export function manifestPath(name: string): string {
  return fileURLToPath(new URL(`../manifests/${name}`, import.meta.url));
}

export function readManifest(name: string): string {
  return readFileSync(manifestPath(name), 'utf8');
}
