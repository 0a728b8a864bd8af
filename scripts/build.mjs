// Builds dist/: the bundled program, the probe peer, the BPF objects, what puts them on netkit devices, the ends of tunnels in user space, what starts processes and sets many namespaces up, what captures, the load of benchmarks, and the licences of what was bundled.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { globImports } from './glob-imports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, `dist.${process.pid}`); // put in place when it is whole
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

mkdirSync(join(dist, 'bpf'), { recursive: true });

// CommonJS in one file starts some 30 ms sooner than ES modules in many: no loader, no facades for
// node's own modules. Only packages that few commands need are files of their own, loaded on use.
const LAZY = ['execa', 'ora', 'tar-stream', 'yaml'];
/** The same for what we use of a large package. */
const KUBERNETES_CLIENT = 'src/kubernetes/client.ts';
const ZOD = 'src/schema/zod.ts';
const shared = {
  bundle: true,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node20.19',
  minify: true,
  keepNames: true,
  metafile: true,
  logLevel: 'warning',
};
const lazyPackages = {
  name: 'lazy-packages',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${LAZY.join('|')})$`) }, ({ path }) => ({
      path: `./${path}.cjs`,
      external: true,
    }));
    onResolve({ filter: /^\.\/client\.ts$/ }, ({ resolveDir }) =>
      join(resolveDir, 'client.ts') === join(root, KUBERNETES_CLIENT)
        ? { path: './kubernetes-client.cjs', external: true }
        : null,
    );
    onResolve({ filter: /\/zod\.ts$/ }, () => ({ path: './zod.cjs', external: true }));
  },
};
/** Of the Kubernetes client only the kubeconfig is used: its generated API would be three quarters. */
const unusedParts = {
  name: 'unused-parts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(\.\/gen\/index\.js|node-fetch)$/ }, ({ path, importer }) =>
      importer.includes('/@kubernetes/client-node/') ? { path, namespace: 'unused' } : null,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents:
        'export const createConfiguration = null, ServerConfiguration = null, Headers = globalThis.Headers;',
    }));
  },
};
const bundles = await Promise.all([
  build({
    ...shared,
    entryPoints: {
      'cni-lab': join(root, 'src/cli/main.ts'),
      'probe-peer': join(root, 'src/probes/peer/main.ts'),
    },
    outdir: dist,
    plugins: [globImports, lazyPackages],
    // by require: node reads through the whole of what is imported, for names that it might export
    supported: { 'dynamic-import': false },
    define: { CNI_LAB_VERSION: JSON.stringify(version), 'import.meta.url': '__moduleUrl' },
    banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  }),
  build({
    ...shared,
    entryPoints: {
      ...Object.fromEntries(LAZY.map((name) => [name, name])),
      'kubernetes-client': join(root, KUBERNETES_CLIENT),
      zod: join(root, ZOD),
    },
    outdir: dist,
    plugins: [unusedParts],
    absWorkingDir: root,
    // a package's default export is what requiring it must give
    footer: { js: 'if (module.exports.default) module.exports = module.exports.default;' },
    define: { 'import.meta.url': '__moduleUrl' },
    banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  }),
]);
await build({
  // what an HTML report is dressed and moved by
  entryPoints: { report: join(root, 'src/report/html/page/player.ts') },
  ...{
    outdir: dist,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
  },
  logLevel: 'warning',
});
await build({
  entryPoints: ['report', 'drawing'].map((name) => join(root, `src/report/html/page/${name}.css`)),
  ...{ outdir: dist, bundle: true, minify: true, charset: 'utf8', logLevel: 'warning' },
});
writeNotices(bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
compileBpf();
compileNative('netkit', '-lbpf'); // the machine's libbpf, as tc has it: what runs tc with BPF can run this
compileNative('trace', '-lbpf');
compileNative('tunnel');
for (const arch of ['x64', 'arm64']) {
  compileStatic('tap', arch);
  compileStatic('starter', arch);
  compileStatic('places', arch);
}
compileNative('load', '-lpthread');
copyFileSync(join(root, 'src/host/agent/agent.sh'), join(dist, 'agent.sh'));
copyFileSync(join(root, 'src/bundle/install.sh'), join(dist, 'install.sh'));
putInPlace();
compileAhead();

/** The licence of every package that went into the bundle. */
function writeNotices(inputs) {
  const packages = new Set(
    inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  );
  const notices = [...packages].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { license, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));
}

/** A program that runs meanwhile finds the old build or the new one, never half of one. */
function putInPlace() {
  const place = join(root, 'dist');
  const old = `${dist}.old`;
  if (existsSync(place)) renameSync(place, old);
  renameSync(dist, place);
  rmSync(old, { recursive: true, force: true });
}

/** In the place where it will run, since V8's code knows its file. */
function compileAhead() {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/code-cache.cjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`no code cache: ${stderr}`);
}

function compileBpf() {
  const sources = readdirSync(join(root, 'bpf')).filter((f) => f.endsWith('.bpf.c'));
  // Debian keeps <asm/types.h> in a folder of its own for each architecture
  const headers = ['x86_64', 'aarch64'].map((arch) => `-I/usr/include/${arch}-linux-gnu`);
  for (const source of sources) {
    const object = join(dist, 'bpf', source.replace(/\.c$/, '.o'));
    run('clang', [
      ...['-O2', '-g', '-target', 'bpfel', '-Wall', '-Werror', ...headers],
      ...['-c', join('bpf', source), '-o', object],
    ]);
    run('llvm-strip', ['-g', object]); // keeps BTF, drops DWARF
  }
}

function compileNative(name, ...libraries) {
  run('clang', nativeArguments(name, name, ...libraries));
}

/** Linked statically, for both kinds of machine: it runs on whichever the package is installed on, and starts sooner. */
function compileStatic(name, arch) {
  const target = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[arch];
  if (arch !== process.arch && !existsSync(`/usr/${target}/include/stdio.h`)) {
    console.error(
      `build: no ${name} for ${arch}: gcc-${target.replace('_', '-')} is not installed`,
    );
    return;
  }
  run('clang', nativeArguments(name, `${name}-${arch}`, `--target=${target}`, '-static'));
}

function nativeArguments(name, output, ...more) {
  const how = ['-O2', '-Wall', '-Werror', '-Wl,-s', '-o', join(dist, output)];
  return [...how, join('native', `${name}.c`), ...more];
}

function run(file, args) {
  try {
    execFileSync(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.error(`build: ${file} is not installed; scripts/setup.sh installs all that is needed`);
    process.exit(3);
  }
}
