import { describe, expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import { RUNS } from '../support/recorded-runs.ts';
import { tsharkFields } from './tshark.ts';
import { disagreements, FIELDS } from './tshark-agreement.ts';

/** tshark knows nothing of Weave's own tunnel in user space. */
const isSleeve = ({ layers }: ReturnType<typeof decode>) =>
  layers.some(({ protocol }) => protocol === 'sleeve');

describe('every frame of every recorded run', () => {
  const named = RUNS.flatMap(({ title, captures }) =>
    captures.flatMap(({ tap, frames }) =>
      frames.map((frame, i) => ({ name: `${title} ${tap} ${i + 1}`, frame })),
    ),
  ).filter(({ frame }) => !isSleeve(decode(frame)));

  it('is read as tshark reads it', { timeout: 120_000 }, () => {
    expect(named.length).toBeGreaterThan(20_000);
    const rows = tsharkFields(
      named.map(({ frame }) => frame),
      FIELDS,
    );
    const wrong = named.flatMap((one, i) =>
      disagreements(one, rows[i]!).map((said) => `${one.name}: ${said}`),
    );
    expect(wrong).toEqual([]);
  });
});
