import type { Finding } from '../doctor/check-up.ts';
import { markOf, type Style } from '../ui/style.ts';
import { table } from '../ui/table.ts';

/** Beside marks and names there is room for so much. */
function shortened(text: string, { width }: Style): string {
  const room = width - 26;
  return text.length > room ? `${text.slice(0, room - 3)}...` : text;
}

/** What the doctor found, by what it is needed for, each miss with its mend below. */
export function examinationText(findings: readonly Finding[], style: Style): string {
  const groups = [...new Set(findings.map((finding) => finding.group))];
  const blocks = groups.map((group) => {
    const own = findings.filter((finding) => finding.group === group);
    const rows = own.map((f) => [markOf(f.ok, style), f.name, shortened(f.found, style)]);
    const lines = table(rows).split('\n');
    const mended = own.map((f, i) =>
      f.mend ? `${lines[i]}\n      ${style.colour.dim('mend:')} ${f.mend}` : lines[i],
    );
    return `${style.colour.bold(group)}\n${mended.join('\n')}`;
  });
  const able = findings.every((f) => f.ok !== false);
  const summary = able
    ? 'embedded labs run here: cni-lab verify'
    : 'embedded labs do not run here yet';
  return `${blocks.join('\n\n')}\n\n${summary}\n`;
}
