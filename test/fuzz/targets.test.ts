import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Fuzzer } from './engine/fuzzer.ts';
import type { Target } from './engine/target.ts';
import { bytesIn, FIXTURES, filesIn } from './seeds.ts';

const MODULES = import.meta.glob<{ target: Target }>(['./targets/*.ts'], { eager: true });
const TARGETS = Object.values(MODULES).map(({ target }) => target);
vi.stubGlobal('CNI_LAB_VERSION', '0.0.0'); // bundling puts it in

const CRASHES = join(FIXTURES, 'crashes');

/** As many as take a second at most; `npm run fuzz` runs millions. A slow target's share is small. */
const few = ({ share }: Target) => Math.min(400, 20 * share);

describe.each(TARGETS)('$name', (target) => {
  const fuzzer = new Fuzzer({
    ...{ target, seed: 'core', words: [], coverage: null },
    corpus: target.seeds().map((seed) => seed.subarray(0, target.longest)),
  });

  it('has seeds, and stands them all', async () => {
    expect(fuzzer.corpus.length).toBeGreaterThan(0);
    for (const { failure } of await fuzzer.warmUp()) expect(failure?.text).toBeUndefined();
  });

  it('stands what is made of them', async () => {
    const failures: string[] = [];
    for await (const { failure } of fuzzer.batch(0, few(target))) {
      if (failure) failures.push(failure.text);
    }
    expect(failures).toEqual([]);
  });

  const crashes = filesIn(join('test/fixtures/crashes', target.name), /./);
  it.each(crashes.map((file) => ({ file, name: file.slice(CRASHES.length + 1) })))(
    'stands what once broke it: $name',
    async ({ file }) => {
      expect((await fuzzer.run(bytesIn(file))).failure?.text).toBeUndefined();
    },
  );
});

it('has a target for every folder of inputs that once broke one', () => {
  const names = TARGETS.map(({ name }) => name);
  for (const folder of existsSync(CRASHES) ? readdirSync(CRASHES) : []) {
    expect(names).toContain(folder);
  }
});

it('has targets that are named as their files are', () => {
  for (const [path, { target }] of Object.entries(MODULES)) {
    expect(path).toBe(`./targets/${target.name}.ts`);
  }
});
