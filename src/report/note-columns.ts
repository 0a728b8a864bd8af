import { displayWidth, padded } from '../ui/width.ts';

/** Rows of cells, as aligned columns. */
export interface NoteColumns {
  /** Of the widest row. */
  readonly width: number;
  row(cells: readonly string[]): string;
}

const GAP = 2;

/**
 * As many columns as there is room for: all of them; without the last, which explains; without the first
 * either, which names. @param room in characters
 */
export function noteColumns(rows: readonly (readonly string[])[], room: number): NoteColumns {
  const count = Math.max(...rows.map((row) => row.length));
  const all = Array.from({ length: count }, (_, i) => i);
  const choices = [all, all.slice(0, -1), all.slice(1, -1)];
  const widths = all.map((i) => Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))));
  const widthOf = (columns: readonly number[]) =>
    columns.reduce((sum, i) => sum + widths[i]!, GAP * Math.max(0, columns.length - 1));
  const columns = choices.find((choice) => widthOf(choice) <= room) ?? choices.at(-1)!;
  return {
    width: widthOf(columns),
    row: (cells) =>
      columns
        .map((i) => padded(cells[i] ?? '', widths[i]!))
        .join(' '.repeat(GAP))
        .trimEnd(),
  };
}
