import { CommandError } from '../../host/command-error.ts';
import { localRunner } from '../../host/local-runner.ts';
import { netnsRunner } from '../../host/netns-runner.ts';

/** The alias of lo in every network namespace that we made: others may be called as ours are. */
const MARK = 'cni-lab';

/** A line for `ip -batch -`, the first in a new namespace. */
export const MARK_LINE = `link set dev lo alias ${MARK}`;

/** Whether we made a namespace; true where that cannot be told, for who may not look may not remove it either. */
export async function isMarked(namespace: string): Promise<boolean> {
  try {
    const argv = ['ip', '-j', 'link', 'show', 'dev', 'lo'] as const;
    const { stdout } = await netnsRunner(localRunner, namespace).run(argv);
    const [lo] = JSON.parse(stdout) as { ifalias?: string }[];
    return lo?.ifalias === MARK;
  } catch (error) {
    if (error instanceof CommandError) return true;
    throw error;
  }
}
