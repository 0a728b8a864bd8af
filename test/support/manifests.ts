import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** src/host/manifest-file.ts looks beside the built program: from the sources the files are here. */
export function manifestPath(name: string): string {
  return fileURLToPath(new URL(`../../manifests/${name}`, import.meta.url));
}

export function readManifest(name: string): string {
  return readFileSync(manifestPath(name), 'utf8');
}
