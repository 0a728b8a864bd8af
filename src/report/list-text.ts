import { markOf, type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';

/** A datapath of the catalogue as `list --json` prints it. */
export interface ListedDatapath {
  readonly name: string;
  readonly title: string;
  readonly backends: readonly string[];
  readonly control: string;
  /** Whether its embedded lab can be made without root, where the kernel allows user namespaces. */
  readonly withoutRoot: boolean;
  /** Whether its embedded lab can be made here. */
  readonly runnable: boolean;
  /** Why not. */
  readonly why: string | null;
}

/** The catalogue, two lines for each datapath; what stands in the way of all of them is said once. */
export function listText(entries: readonly ListedDatapath[], style: Style): string {
  const rows = entries.map(({ name, backends, runnable, withoutRoot }) => [
    markOf(runnable || null, style),
    style.colour.bold(name),
    backends.join(', '),
    withoutRoot ? 'without root' : '',
  ]);
  const common = new Set(entries.map(({ why }) => why)).size === 1 ? entries[0]?.why : null;
  const titles = entries.map(({ title, why }) => {
    const here = why && !common ? `\n${wrap(`not here: ${why}`, '      ', style)}` : '';
    return wrap(title, '      ', style) + here;
  });
  const lines = table(rows)
    .split('\n')
    .map((line, i) => `${line}\n${titles[i]}`);
  const footer = common ? `\n${wrap(`none of them here: ${common}`, '  ', style)}\n` : '';
  return `${lines.join('\n')}\n${footer}`;
}
