import { type EntryKind, KINDS, type Manifest, totalSize } from '../bundle/manifest.ts';
import { type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { printable } from '../ui/width.ts';

/** What is in a bundle, a row for each kind, and what is not, with how to have it. */
export function bundleText({ entries, leftOut, madeOn, version }: Manifest, style: Style): string {
  const kinds = (Object.keys(KINDS) as EntryKind[]).flatMap((kind) => {
    const own = entries.filter((entry) => entry.kind === kind);
    return own.length === 0
      ? []
      : [[kind, String(own.length), megabytes(totalSize(own)), KINDS[kind]]];
  });
  const head = `cni-lab ${version}, for ${madeOn.system} ${madeOn.architecture}`;
  const rows = [...kinds, ['all', String(entries.length), megabytes(totalSize(entries)), '']];
  const absent = leftOut.flatMap(({ what, why, add }) => [
    wrap(printable(`${what}: ${why}`), '    ', style, '  '),
    wrap(printable(add), '      ', style),
  ]);
  return [
    style.colour.bold(printable(head)),
    table(rows),
    ...(absent.length > 0 ? ['', style.colour.bold('not in it'), ...absent] : []),
    '',
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
