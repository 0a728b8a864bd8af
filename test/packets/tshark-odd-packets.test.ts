import { describe, expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import { ODD_PACKETS } from './odd/odd-packets.ts';
import { tsharkFields } from './tshark.ts';
import { disagreements, FIELDS, quotedBy } from './tshark-agreement.ts';
import { layerCells } from './tshark-columns.ts';
import { OTHER_VALUES, TELLS_LESS } from './tshark-differences.ts';

const ROWS = tsharkFields(
  ODD_PACKETS.map(({ frame }) => frame),
  FIELDS,
);
const CASES = ODD_PACKETS.map((odd, i) => ({ ...odd, row: ROWS[i]! }));

describe('packets that are hardly ever met, as tshark reads them', () => {
  it.each(CASES)('$name', ({ name, frame, row }) => {
    expect(disagreements({ name, frame }, row)).toEqual([]);
  });

  it('quote the same packets', () => {
    const quoted = CASES.flatMap(({ name, frame, row }) => {
      const found = quotedBy(decode(frame), row);
      return found?.ours ? [{ name, ...found }] : [];
    });
    expect(quoted.map(({ name }) => name)).toContain('port unreachable');
    expect(quoted.length).toBeGreaterThanOrEqual(7);
    for (const { name, ours, theirs } of quoted)
      expect({ name, ...ours }).toMatchObject({ name, ...theirs });
  });
});

describe('the list of differences', () => {
  const caseOf = (name: string) => CASES.find((one) => one.name === name)!;

  it.each(Object.keys(TELLS_LESS))('has not been overtaken: %s', (name) => {
    const { frame, row } = caseOf(name);
    const packet = decode(frame);
    const more = FIELDS.filter((field, i) => row[i]!.length > layerCells(packet, field).length);
    expect(more).not.toEqual([]);
  });

  it.each(OTHER_VALUES)('has not been overtaken: $name', ({ name, field }) => {
    const { frame, row } = caseOf(name);
    const packet = decode(frame);
    const others = FIELDS.filter((one, i) => row[i]!.join() !== layerCells(packet, one).join());
    expect(others).not.toEqual([]);
    for (const other of others) expect(other).toMatch(field);
  });
});
