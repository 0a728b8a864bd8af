import { lackingOf } from '../host/capabilities.ts';
import { neededBy } from '../host/privileges.ts';

/**
 * Does what makes an embedded lab for as long as it takes; where this user may not, the whole command once more in a
 * user namespace, if they may have one, and says so. Datapaths with BPF programs are refused there, with the reason.
 */
export async function withOrWithoutRoot(
  { quiet, json }: { readonly quiet?: boolean; readonly json?: boolean },
  work: () => Promise<void>,
): Promise<void> {
  if (!(await isBetterElsewhere())) return work();
  const { againInUserNamespace } = await import('../host/again.ts');
  if (!quiet && !json) {
    process.stderr.write('not root: in a user namespace, without BPF; all of it ends with this\n');
  }
  process.exitCode = await againInUserNamespace();
}

/** Root that lacks capabilities is in a container, which is asked to give them: that has them for BPF, too. */
async function isBetterElsewhere(): Promise<boolean> {
  const uid = process.geteuid?.() ?? 0;
  if (process.platform !== 'linux' || uid === 0) return false;
  if (lackingOf(neededBy('run', uid)).length === 0) return false;
  const { localRunner } = await import('../host/local-runner.ts');
  const { whyNoUserNamespace } = await import('../host/user-namespace.ts');
  return (await whyNoUserNamespace(localRunner)) === null;
}
