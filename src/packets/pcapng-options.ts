import type { ByteWindow } from './byte-window.ts';
import { PacketError } from './packet-error.ts';
import { OPTION, padded } from './pcapng-format.ts';

/** Where an option's value lies in the window. */
export interface OptionValue {
  readonly at: number;
  readonly length: number;
}

/**
 * The options between `at` and `end` by code, the first of each (draft-ietf-opsawg-pcapng,
 * section 3.5). Throws PacketError 'corrupt' when one runs past the end.
 */
export function readOptions(
  { view, start }: ByteWindow,
  at: number,
  end: number,
  littleEndian: boolean,
): Map<number, OptionValue> {
  const options = new Map<number, OptionValue>();
  for (let next = at; next + 4 <= end; ) {
    const code = view.getUint16(next, littleEndian);
    const length = view.getUint16(next + 2, littleEndian);
    if (code === OPTION.END) break;
    const value = next + 4;
    if (value + length > end) {
      throw new PacketError('corrupt', `pcapng option ${code} overruns its block`, start + next);
    }
    if (!options.has(code)) options.set(code, { at: value, length });
    next = value + padded(length);
  }
  return options;
}
