import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TOP } from '../../../src/bundle/entry-path.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { LabError } from '../../../src/errors.ts';
import { sumOfBytes } from '../../../src/host/file-sum.ts';
import { concat } from '../../../src/packets/concat.ts';
import type { Target } from '../engine/target.ts';
import { bytesOf } from '../engine/text-form.ts';
import { must, orLabErrorIn } from '../must.ts';
import { ownFolder } from '../own-folder.ts';

const FILES = { 'install.sh': 'echo installed\n', 'program/p.tgz': 'the program' };

/** A member of a tar as POSIX has it; one without a body is of another type. */
function member(path: string, content: Uint8Array, type = '0'): Uint8Array {
  const header = new Uint8Array(512);
  const write = (at: number, text: string) => header.set(bytesOf(text), at);
  write(0, path);
  write(100, '0000644\0');
  write(124, `${content.length.toString(8).padStart(11, '0')}\0`);
  write(148, '        ');
  write(156, type);
  write(257, 'ustar\x0000');
  const sum = header.reduce((all, byte) => all + byte, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return concat([header, content, new Uint8Array(-content.length & 511)]);
}

function bundleOf(...more: readonly Uint8Array[]): Uint8Array {
  const manifest = {
    ...{ schema: 'cni-lab/bundle/1', version: '0.1.0', createdAt: '2026-11-22T00:00:00.000Z' },
    madeOn: { system: 'debian 12', architecture: 'amd64' },
    entries: Object.entries(FILES).map(([path, text]) => ({
      ...{ path, kind: 'script', what: path, ...sumOfBytes(bytesOf(text)) },
    })),
    leftOut: [],
  };
  return concat([
    member(`${TOP}/manifest.json`, bytesOf(JSON.stringify(manifest))),
    ...Object.entries(FILES).map(([path, text]) => member(`${TOP}/${path}`, bytesOf(text))),
    ...more,
    new Uint8Array(1024),
  ]);
}

export const target: Target = {
  ...{ name: 'bundle', reads: 'bundles: tar, gzipped or not, and their manifests' },
  ...{ share: 2, longest: 8192 },
  seeds: () => [
    bundleOf(),
    bundleOf(member(`${TOP}/x`, bytesOf('not in the manifest'))),
    bundleOf(member('x', bytesOf(''), '2')),
    concat([member('pax', bytesOf('19 path=../../evil\n'), 'x'), bundleOf()]),
    concat([member('././@LongLink', bytesOf('a'.repeat(200)), 'L'), bundleOf()]),
    new Uint8Array(gzipSync(bundleOf())),
  ],
  run: async (input) => {
    const file = join(ownFolder(), 'bundle.tar');
    writeFileSync(file, withSums(input));
    let received = 0;
    const manifest = await orLabErrorIn(() =>
      openBundle(file, {
        begin: () => {},
        file: async ({ path }, bytes) => {
          must(/^[\w.+~%:@=,-]+(\/[\w.+~%:@=,-]+)*$/.test(path), `a path leads elsewhere: ${path}`);
          must(!path.split('/').includes('..'), `a path leads up: ${path}`);
          for await (const piece of bytes) received += piece.length;
        },
      }),
    );
    must(received <= 2 ** 24, 'more was received than could be in it');
    if (manifest instanceof LabError) must(manifest.code === 'E_BUNDLE', manifest.code);
  },
};

/** With the checksums that its headers ought to have, so that what is spoiled is not refused for that alone. */
function withSums(input: Uint8Array): Uint8Array {
  if (input[0] === 0x1f || input.length % 3 === 0) return input;
  const tar = input.slice();
  for (let at = 0; at + 512 <= tar.length; at += 512) {
    if (tar[at + 257] !== 0x75 || tar[at + 258] !== 0x73) continue;
    tar.fill(0x20, at + 148, at + 156);
    const sum = tar.subarray(at, at + 512).reduce((all, byte) => all + byte, 0);
    tar.set(bytesOf(`${sum.toString(8).padStart(6, '0')}\0 `), at + 148);
  }
  return tar;
}
