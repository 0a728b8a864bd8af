import { LabError } from '../../errors.ts';
import type { Source } from './collected.ts';

/** @throws LabError E_USAGE if two files of different folders would have one place */
export function refuseTwice(sources: readonly Source[]): void {
  const seen = new Set<string>();
  for (const { path } of sources) {
    if (seen.has(path)) {
      throw new LabError('E_USAGE', {
        message: `two files would be ${path} in the bundle`,
        why: 'files go in by their names, without their folders',
        mend: 'rename one of them, or give it once',
      });
    }
    seen.add(path);
  }
}
