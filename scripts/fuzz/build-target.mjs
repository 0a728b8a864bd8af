// A target as a file that a worker can run: bundled, with our sources instrumented.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { globImports } from '../glob-imports.mjs';
import { instrument, prelude, sourceOf } from './instrument.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const COUNTERS = 2 ** 15;
/** Packages whose branches are worth coming to, for they read what comes from outside. */
const READERS = ['yaml', 'tar-stream', 'commander'];

/** The rest of ours, not instrumented. */
const placed = {
  name: 'placed',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({ contents: sourceOf(path), loader: 'ts' }));
  },
};

/** One file each. */
export function targetNames() {
  return readdirSync(join(root, 'test/fuzz/targets'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
}

/** @param folder where the bundle goes */
export async function buildTarget(name, folder) {
  const file = resolve(folder, `${name}.cjs`);
  const isOurs = (path) => path.startsWith(join(root, 'src/')) && !path.includes('/src/datapaths/');
  const instrumented = instrument({
    counters: COUNTERS,
    which: (path) =>
      isOurs(path) ||
      READERS.some((reader) => path.startsWith(join(root, 'node_modules', reader, '/'))),
    strict: (path) => path.startsWith(join(root, 'src/packets/')),
  });
  await build({
    stdin: {
      contents: `
        import { isMainThread } from 'node:worker_threads';
        import { work } from './test/fuzz/engine/work.ts';
        import { failureOf } from './test/fuzz/engine/failure.ts';
        import { target } from './test/fuzz/targets/${name}.ts';
        export { SharedInput } from './test/fuzz/engine/shared-input.ts';
        export { target, failureOf };
        if (!isMainThread) void work(target);`,
      resolveDir: root,
    },
    ...{ outfile: file, bundle: true, format: 'cjs', platform: 'node', target: 'node20.19' },
    ...{ logLevel: 'error', sourcemap: 'inline', keepNames: true },
    plugins: [globImports, instrumented.plugin, placed],
    define: { CNI_LAB_VERSION: JSON.stringify(versionOf()) },
    banner: { js: prelude(COUNTERS) },
  });
  const { target, failureOf, SharedInput } = createRequire(import.meta.url)(file);
  return {
    ...{ name, file, share: target.share, longest: target.longest },
    branches: Math.min(instrumented.used, COUNTERS),
    words: [...instrumented.words].flatMap(bytesOf),
    shared: () => SharedInput.ofSize(2 * target.longest),
    async replay(input) {
      try {
        await target.run(input);
        return null;
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

function versionOf() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
}

/** A constant as it may stand in an input: text, or a number in either order of bytes. */
function bytesOf(word) {
  if (typeof word === 'string') return [new TextEncoder().encode(word)];
  if (word < 0x100) return [Uint8Array.of(word)];
  if (word > 0xffffffff) return [];
  const width = word < 0x10000 ? 2 : 4;
  const bytes = Array.from({ length: width }, (_, i) => Math.floor(word / 256 ** i) & 0xff);
  return [Uint8Array.from(bytes), Uint8Array.from(bytes.toReversed())];
}
