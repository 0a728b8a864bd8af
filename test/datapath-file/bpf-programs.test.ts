import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bpfPrograms } from '../../src/datapath-file/bpf-programs.ts';

const SOURCE = `
#define SEC(name) __attribute__((section(name), used))
__attribute__((noinline)) int helper(int *x) { return *x + 1; }
SEC("classifier") int first(void *ctx) { int x = 1; return helper(&x); }
SEC("cgroup/connect4") int cgroup_connect4(void *ctx) { return 1; }
char LICENSE[] SEC("license") = "GPL";
`;

function compiled(target: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'a.c'), SOURCE);
  execFileSync('clang', ['-O2', '-w', '-target', target, '-c', 'a.c', '-o', 'a.o'], {
    cwd: folder,
  });
  return readFileSync(join(folder, 'a.o'));
}

it('finds the programs of an object, without what they call', () => {
  expect(bpfPrograms(compiled('bpfel'))).toEqual([
    { section: 'classifier', name: 'first' },
    { section: 'cgroup/connect4', name: 'cgroup_connect4' },
  ]);
});

it('takes nothing else for one', () => {
  expect(bpfPrograms(compiled('x86_64-linux-gnu'))).toBeNull();
  expect(bpfPrograms(compiled('bpfeb'))).toBeNull();
  expect(bpfPrograms(new TextEncoder().encode(SOURCE))).toBeNull();
  expect(bpfPrograms(new Uint8Array())).toBeNull();
});

it('takes no object that was cut off, wherever', () => {
  const whole = compiled('bpfel');
  const found = bpfPrograms(whole);
  for (let length = 0; length < whole.length; length += 7) {
    const part = bpfPrograms(whole.subarray(0, length));
    if (part !== null) expect(part).toEqual(found);
  }
});
