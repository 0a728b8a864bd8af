import type { Argv } from './runner.ts';
import { shippedFileIfThere } from './shipped-file.ts';

/** As much of a frame as tcpdump is asked for: all headers, and the probe's mark. */
const SNAPLEN = 256;

/** Captures in all these network namespaces at once (native/tap.c); null where it was not built for this kind of machine. */
export function captureByTap(namespaces: readonly string[]): Argv | null {
  const tap = shippedFileIfThere(`tap-${process.arch}`);
  return tap === null ? null : [tap, String(SNAPLEN), ...namespaces];
}
