import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LabError } from '../errors.ts';

/**
 * Path of what the build compiled, as the package ships it: beside the bundled code.
 * @throws LabError E_BPF_OBJECT_MISSING in a checkout that was never built
 */
export function shippedFile(name: string): string {
  const path = fileURLToPath(new URL(`./${name}`, import.meta.url));
  if (existsSync(path)) return path;
  throw new LabError('E_BPF_OBJECT_MISSING', {
    message: `${path} is missing`,
    why: 'the BPF programs are compiled when the package is built',
    mend: 'npm run build',
  });
}

/** What is in it. */
export function shippedText(name: string): string {
  return readFileSync(shippedFile(name), 'utf8');
}
