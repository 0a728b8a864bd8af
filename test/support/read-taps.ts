import { chooseTaps } from '../../src/analyze/choose-taps.ts';
import { readCapture } from '../../src/analyze/read-captures.ts';
import type { TapFile } from '../../src/analyze/tap-file.ts';

/** A file's devices, as `analyze` takes them where none of them is named. */
export async function readTaps(path: string): Promise<TapFile[]> {
  const capture = await readCapture(path);
  const taps = chooseTaps(capture, [{ file: path, path, tap: null, device: null }]);
  return taps.map(({ file, frames }) => ({ file, frames }));
}
