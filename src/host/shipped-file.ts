import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LabError } from '../errors.ts';

/**
 * Path of what the build compiled, as the package ships it: beside the bundled code.
 * @throws LabError E_BPF_OBJECT_MISSING in a checkout that was never built
 */
export function shippedFile(name: string): string {
  const path = shippedFileIfThere(name);
  if (path !== null) return path;
  throw new LabError('E_BPF_OBJECT_MISSING', {
    message: `${pathOf(name)} is missing`,
    why: 'the BPF programs are compiled when the package is built',
    mend: 'npm run build',
  });
}

/** What is in it. */
export function shippedText(name: string): string {
  return readFileSync(shippedFile(name), 'utf8');
}

/** The same, or null. */
export function shippedFileIfThere(name: string): string | null {
  const path = pathOf(name);
  return existsSync(path) ? path : null;
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}
