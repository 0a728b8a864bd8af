// unpack-vmlinux.mjs BZIMAGE OUT: the kernel without the wrapper that unpacks it, which takes emulation seconds
// at every start. As the kernel's own scripts/extract-vmlinux does, by the magic numbers of what packs it.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const PACKERS = [
  { magic: '28b52ffd', argv: ['zstd', '-dc'] },
  { magic: 'fd377a585a00', argv: ['xz', '-dc'] },
  { magic: '1f8b08', argv: ['gzip', '-dc'] },
];
const ELF = Buffer.from('7f454c46', 'hex');

const [from, to] = process.argv.slice(2);
const image = readFileSync(from);
const kernel = unpacked();
if (!kernel) {
  process.stderr.write(`${from}: no kernel in it that zstd, xz or gzip unpack\n`);
  process.exit(1);
}
writeFileSync(to, kernel);

function unpacked() {
  for (const { magic, argv } of PACKERS) {
    const bytes = Buffer.from(magic, 'hex');
    for (let at = image.indexOf(bytes); at >= 0; at = image.indexOf(bytes, at + 1)) {
      const [file, ...args] = argv;
      // what follows the packed kernel is no part of it: they complain of that, after they have written all
      const input = image.subarray(at);
      const { stdout } = spawnSync(file, args, { input, maxBuffer: 2 ** 29 });
      if (stdout?.subarray(0, 4).equals(ELF)) return stdout;
    }
  }
  return null;
}
