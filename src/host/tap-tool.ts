import type { Argv } from './runner.ts';
import { shippedFile } from './shipped-file.ts';

/** As much of a frame as tcpdump is asked for: all headers, and the probe's mark. */
const SNAPLEN = 256;

/** Captures in all these network namespaces at once (native/tap.c). @throws LabError E_BPF_OBJECT_MISSING */
export function captureByTap(namespaces: readonly string[]): Argv {
  return [shippedFile('tap'), String(SNAPLEN), ...namespaces];
}
