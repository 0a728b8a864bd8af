import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Path } from './problem.ts';

/** A place in a text, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a path leads in a document: to the value, or to its key. What is not there leads to the
 * innermost thing around it that is.
 */
export function positionOf(
  document: Document,
  lines: LineCounter,
  path: Path,
  isKey = false,
): Position {
  let node = document.contents as Node | null;
  let start = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const inside = isAlias(node) ? node.resolve(document) : node;
    const found = stepInto(inside, step);
    if (!found) break;
    const wantsKey = isKey && depth === path.length - 1;
    start = (wantsKey ? null : found.value?.range?.[0]) ?? found.key?.range?.[0] ?? start;
    node = found.value;
  }
  const { line, col } = lines.linePos(start);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function stepInto(node: unknown, step: string | number): { key?: Node; value: Node | null } | null {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item ? { value: item as Node } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair ? { key: pair.key as Node, value: pair.value as Node | null } : null;
}
