import type { Finding } from '../doctor/check-up.ts';
import { markOf, type Style } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { shortened } from './shortened.ts';

/** What marks and names take. */
const LEFT = 26;

/** What the doctor found, by what it is needed for, each miss with its mend below. */
export function examinationText(findings: readonly Finding[], style: Style): string {
  const groups = [...new Set(findings.map((finding) => finding.group))];
  const blocks = groups.map((group) => {
    const own = findings.filter((finding) => finding.group === group);
    const rows = own.map((f) => [
      markOf(f.ok, style),
      f.name,
      shortened(f.found, style.width - LEFT),
    ]);
    const lines = table(rows).split('\n');
    const mended = own.map((f, i) =>
      f.mend ? `${lines[i]}\n      ${style.colour.dim('mend:')} ${f.mend}` : lines[i],
    );
    return `${style.colour.bold(group)}\n${mended.join('\n')}`;
  });
  return `${blocks.join('\n\n')}\n\n${summary(findings)}\n`;
}

function summary(findings: readonly Finding[]): string {
  const missing = findings.filter((f) => f.ok === false).map(({ name }) => name);
  if (missing.length === 0) return 'embedded labs run here: cni-lab verify';
  const withoutRoot = findings.some((f) => f.name === 'user namespaces' && f.ok);
  return withoutRoot && missing.every((name) => name === 'capabilities')
    ? 'embedded labs without BPF run here: cni-lab list names them; the others not yet'
    : 'embedded labs do not run here yet';
}
