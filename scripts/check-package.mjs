// What is in a package, unpacked: nothing that runs when it is installed, no file that was not meant, no mode that
// surprises. Usage: node scripts/check-package.mjs FOLDER; each thing that is wrong is a line, and exit code 1.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What npm runs on the user's machine. binding.gyp is one more: npm compiles where there is one. */
const ON_INSTALL = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare'];

/** By its path: what may be there, and what of it is a program. */
const EXPECTED = [
  { path: /^(package\.json|README\.md|LICENSE|Dockerfile)$/ },
  { path: /^bin\/cni-lab\.js$/, runs: true },
  { path: /^bin\/(package\.json|load\.js)$/ },
  { path: /^dist\/(load|netkit|trace|tunnel|(places|starter|tap)-(x64|arm64))$/, runs: true },
  { path: /^dist\/cni-lab\.cjs\.(x64|arm64)-[\w.-]+$/ }, // what V8 made of it
  { path: /^dist\/[\w-]+\.(cjs|css|js|sh|txt)$/ },
  { path: /^dist\/bpf\/[\w-]+\.bpf\.o$/ },
  { path: /^bpf\/[\w./-]+\.[ch]$/ },
  { path: /^native\/[\w./-]+\.[ch]$/ },
  { path: /^docs\/[\w./-]+\.(md|html|svg|png|yaml|json|txt|cast)$/ },
  { path: /^man\/cni-lab\.1$/ },
  { path: /^manifests\/[\w./-]+\.(yaml|yml)$/ },
  { path: /^schema\/[\w.-]+\.json$/ },
];

/** @returns what is wrong with an unpacked package, a line each */
export function wrongIn(folder) {
  return [
    ...wrongInManifest(folder),
    ...filesOf(folder).flatMap((path) => wrongWith(folder, path)),
  ];
}

function wrongInManifest(folder) {
  const {
    scripts = {},
    dependencies = {},
    optionalDependencies = {},
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return [
    ...ON_INSTALL.filter((name) => name in scripts).map(
      (name) => `a script runs on install: ${name}`,
    ),
    ...Object.keys({ ...dependencies, ...optionalDependencies }).map(
      (name) => `it depends on ${name}`,
    ),
    ...(existsSync(join(folder, 'binding.gyp')) ? ['npm would compile: binding.gyp'] : []),
  ];
}

function wrongWith(folder, path) {
  const found = lstatSync(join(folder, path));
  const expected = EXPECTED.find((each) => each.path.test(path));
  if (!expected) return [`unexpected: ${path}`];
  if (!found.isFile()) return [`no plain file: ${path}`];
  const [mode, sane] = [found.mode & 0o7777, expected.runs ? 0o755 : 0o644];
  return mode === sane ? [] : [`mode ${mode.toString(8)}, not ${sane.toString(8)}: ${path}`];
}

function filesOf(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesOf(folder, path) : [path];
  });
}

if (import.meta.filename === process.argv[1]) {
  const wrong = wrongIn(process.argv[2]);
  for (const line of wrong) process.stderr.write(`package: ${line}\n`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
