import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dropEmptyRecords } from '../../support/empty-records.ts';
import { leftovers } from './leftovers.ts';
import { CANNOT_RUN } from './root.ts';

/** The built program must be there, and the machine must be as clean afterwards as it was before. */
export default function setup(): () => void {
  if (CANNOT_RUN)
    process.stderr.write('e2e: not root on Linux, so tests that make labs are skipped\n');
  if (!existsSync(fileURLToPath(new URL('../../../dist/cni-lab.cjs', import.meta.url)))) {
    throw new Error('the program is not built; npm test builds it, or: npm run build');
  }
  dropEmptyRecords();
  const before = leftovers();
  if (before.length > 0) {
    throw new Error(
      `labs are up already; remove them with cni-lab down --all: ${before.join(', ')}`,
    );
  }
  return () => {
    const after = leftovers();
    if (after.length > 0) throw new Error(`the tests left behind: ${after.join(', ')}`);
  };
}
