import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { leftovers } from '../../e2e/support/leftovers.ts';

/** What was there before the tests, which is none of ours. */
const BEFORE = new Set(others());

/** Everything of ours that is on this machine now, pins and temporary folders included, waited for for a while. */
export async function leftBehind(): Promise<string[]> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const left = [...leftovers(), ...others().filter((one) => !BEFORE.has(one))];
    if (left.length === 0 || Date.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 20)); // what was killed ends when it gets a CPU
  }
}

function others(): string[] {
  const folders = list(tmpdir()).filter((name) => /^cni-lab-[^-]{6}$/.test(name));
  return [...folders.map((name) => `${tmpdir()}/${name}`), ...pins(), ...drafts()];
}

function pins(): string[] {
  return list('/sys/fs/bpf').map((name) => `/sys/fs/bpf/${name}`);
}

/** Files that were being written when their writer was killed. */
function drafts(): string[] {
  return list('/run').filter((name) => name.includes('.draft'));
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
