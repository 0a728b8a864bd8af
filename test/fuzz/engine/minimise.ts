type StillFails = (input: Uint8Array) => boolean | Promise<boolean>;

/**
 * A shorter and plainer input that fails in the same way: stretches are left out, halves first, then bytes
 * made '0' or nought. @param most so many inputs are tried
 */
export async function minimised(
  input: Uint8Array,
  fails: StillFails,
  most = 3000,
): Promise<Uint8Array> {
  let best = input;
  let left = most;
  const tried = async (candidate: Uint8Array) => {
    if (left-- <= 0 || !(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length && left > 0; ) {
      const without = new Uint8Array(best.length - Math.min(size, best.length - at));
      without.set(best.subarray(0, at));
      without.set(best.subarray(at + size), at);
      if (!(await tried(without))) at += size;
    }
  }
  for (let at = 0; at < best.length && left > 0; at++) {
    for (const plain of [0, 0x30]) {
      if (best[at] === plain) break;
      const simpler = best.slice();
      simpler[at] = plain;
      if (await tried(simpler)) break;
    }
  }
  return best;
}
