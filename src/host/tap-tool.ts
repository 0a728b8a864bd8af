import type { Argv } from './runner.ts';
import { shippedFile } from './shipped-file.ts';

/** As much of a frame as tcpdump is asked for: all headers, and the probe's mark. */
const SNAPLEN = 256;

/**
 * Captures in all these network namespaces at once (native/tap.c).
 * @throws LabError E_BPF_OBJECT_MISSING where it was not built for this kind of machine
 */
export function captureByTap(namespaces: readonly string[]): Argv {
  return [shippedFile(`tap-${process.arch}`), String(SNAPLEN), ...namespaces];
}
