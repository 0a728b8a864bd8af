import type { DrawnDevice } from './inspection-graph.ts';

/** Left upper corner and size, in px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of a line of text. */
export const LINE = 16;
/** A column of a monospaced font of 12 px. */
const CELL = 7.3;
/** Between a wall and what stands at it. */
export const PAD = 10;
/** Between two boxes. */
export const GAP = 20;
/** Between two wires side by side. */
export const LANE = 8;

const MOST_CELLS = 44;

/** What is written into a device's box: its name first. */
export function linesIn({ name, lines }: DrawnDevice): string[] {
  return [name, ...lines].map(clipped);
}

export function sizeOf(device: DrawnDevice): Pick<Box, 'width' | 'height'> {
  const lines = linesIn(device);
  return { width: Math.max(...lines.map(textWidth)) + 2 * PAD, height: lines.length * LINE + PAD };
}

export function rowSize(devices: readonly DrawnDevice[]): Pick<Box, 'width' | 'height'> {
  const sizes = devices.map(sizeOf);
  const width = sizes.reduce((sum, size) => sum + size.width + GAP, 0);
  return {
    width: Math.max(0, width - GAP),
    height: Math.max(0, ...sizes.map(({ height }) => height)),
  };
}

export function textWidth(text: string): number {
  return cells(text) * CELL;
}

/** Letters beyond the first few alphabets may take two columns. */
function cells(text: string): number {
  return [...text].reduce((sum, c) => sum + (c.codePointAt(0)! > 0x10ff ? 2 : 1), 0);
}

/** What is too long loses its end. */
export function clipped(text: string): string {
  if (cells(text) <= MOST_CELLS) return text;
  let kept = '';
  for (const c of text) {
    if (cells(kept) + cells(c) + 1 > MOST_CELLS) break;
    kept += c;
  }
  return `${kept}…`;
}
