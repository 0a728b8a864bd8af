import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../e2e/support/cli.ts';
import { dropEmptyRecords } from '../../support/empty-records.ts';
import { makeHome } from './home.ts';
import { leftovers } from './leftovers.ts';
import { NO_REAL_CNIS, NO_RIG } from './rig.ts';

/** The built program must be there, and nothing of an earlier run of these tests. */
export default function setup(): (() => void) | undefined {
  if (NO_RIG) {
    process.stderr.write('skipped: no kind (first: eval "$(scripts/kind-rig.sh)")\n');
    return;
  }
  if (NO_REAL_CNIS) {
    process.stderr.write(
      'skipped: no real CNIs (first: test/real-cnis/build.sh DIR, then CNI_LAB_TEST_REAL_CNIS=DIR)\n',
    );
  }
  if (!existsSync(join(ROOT, 'dist/cni-lab.cjs'))) throw new Error('not built: npm run build');
  dropEmptyRecords();
  const before = leftovers();
  if (before.length > 0) throw new Error(`an earlier run left behind: ${before.join(', ')}`);
  const removeHome = makeHome();
  return () => {
    const after = leftovers();
    removeHome();
    if (after.length > 0) throw new Error(`the tests left behind: ${after.join(', ')}`);
  };
}
