import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { checkBundle, unpackBundle } from '../../src/bundle/load.ts';
import type { LabError } from '../../src/errors.ts';
import { DraftFolder } from '../../src/host/draft-folder.ts';
import { thisMachine } from '../../src/host/machine.ts';
import { labErrorIn } from '../support/thrown-by.ts';
import {
  archive,
  FILES,
  type Member,
  manifestOf,
  member,
  membersOf,
  placed,
} from './bundle-file.ts';

const entry = manifestOf().entries[0]!;
const withPath = (path: string) => {
  const files = { ...FILES, [path]: 'x' };
  return membersOf(manifestOf(files), files);
};
const link = (type: 'symlink' | 'link'): Member => ({
  header: { name: 'cni-lab-bundle/install.sh', type, linkname: '/etc/passwd' },
});

/** What may come in a bundle that somebody bent, and what is said of it. */
const HOSTILE: Readonly<Record<string, readonly [Member[], RegExp]>> = {
  'a path upwards': [withPath('../../escaped'), /leads elsewhere/],
  'a path upwards, further down': [withPath('debs/../../escaped'), /leads elsewhere/],
  'a path upwards that only the archive has': [
    [...membersOf(), { header: { name: 'cni-lab-bundle/../escaped' }, bytes: Buffer.from('x') }],
    /leads elsewhere/,
  ],
  'an absolute path': [
    [...membersOf(), { header: { name: '/tmp/escaped' }, bytes: Buffer.from('x') }],
    /leads elsewhere/,
  ],
  'control characters': [withPath('debs/\u001b[2J'), /leads elsewhere/],
  'a symbolic link': [[membersOf()[0]!, link('symlink'), membersOf()[2]!], /is a symlink/],
  'a hard link': [[membersOf()[0]!, link('link'), membersOf()[2]!], /is a link/],
  'a device': [
    [
      ...membersOf(),
      { header: { name: 'cni-lab-bundle/sda', type: 'block-device', devmajor: 8, devminor: 0 } },
    ],
    /is a block-device/,
  ],
  'a FIFO': [
    [...membersOf(), { header: { name: 'cni-lab-bundle/pipe', type: 'fifo' } }],
    /is a fifo/,
  ],
  'a manifest of megabytes': [
    [member('manifest.json', ' '.repeat(4 * 2 ** 20 + 1))],
    /its manifest has more than 4 MiB/,
  ],
  'a size below nothing': [
    membersOf({ ...manifestOf(), entries: [{ ...entry, size: -1 }] }),
    /a size below nothing/,
  ],
  'a folder': [
    [...membersOf(), { header: { name: 'cni-lab-bundle/x', type: 'directory' } }],
    /is a directory/,
  ],
  'a file that the manifest does not have': [
    [...membersOf(), member('more', 'x')],
    /more is in it twice, or is not in its manifest/,
  ],
  'a file twice': [[...membersOf(), membersOf()[1]!], /install\.sh is in it twice/],
  'a second manifest': [[...membersOf(), membersOf()[0]!], /manifest\.json is in it twice/],
  'a file left away': [membersOf().slice(0, 2), /tgz is not in it/],
  'a file changed': [
    [membersOf()[0]!, member('install.sh', 'echo Installed\n'), membersOf()[2]!],
    /install\.sh is not what it was/,
  ],
  'a file longer': [
    [membersOf()[0]!, member('install.sh', 'echo installed\n\n'), membersOf()[2]!],
    /install\.sh has 16 bytes; its manifest says 15/,
  ],
  'a path twice in the manifest': [
    membersOf({ ...manifestOf(), entries: [entry, entry] }),
    /install\.sh twice/,
  ],
  'no manifest': [membersOf().slice(1), /begins with install\.sh/],
  'a manifest that is no JSON': [[member('manifest.json', '{')], /not JSON/],
  'a manifest of null': [[member('manifest.json', 'null')], /mistake/],
  'a manifest of a newer kind': [
    membersOf({ ...manifestOf(), schema: 'cni-lab/bundle/2' }),
    /of the kind cni-lab\/bundle\/2/,
  ],
  'a sum that is none': [
    membersOf({ ...manifestOf(), entries: [{ ...entry, sha256: 'x' }] }),
    /mistake at entries\.0\.sha256/,
  ],
  'nothing at all': [[], /nothing in it/],
};

async function refusedWith(work: Promise<unknown>): Promise<LabError> {
  const error = await labErrorIn(work);
  expect(error.code).toBe('E_BUNDLE');
  return error;
}

describe('a bundle that somebody bent', () => {
  it.each(Object.entries(HOSTILE))(
    '%s is refused, and nothing stays',
    async (_, [members, why]) => {
      const { file, folder } = placed(await archive(members));
      const to = join(folder, 'to');
      expect((await refusedWith(unpackBundle(file, to))).why).toMatch(why);
      expect((await refusedWith(checkBundle(file))).why).toMatch(why);
      expect(readdirSync(to)).toEqual([]);
      expect(readdirSync(folder).sort()).toEqual(['lab.tar.gz', 'to']);
    },
  );

  it('is refused before anything is written if it has more than there is room for', async () => {
    const huge = { ...manifestOf(), entries: [{ ...entry, size: 2 ** 50 }] };
    const { file, folder } = placed(await archive(membersOf(huge)));
    const writing = vi.spyOn(DraftFolder.prototype, 'write');
    const little = { ...thisMachine, freeDisk: () => 2 ** 40 };
    expect(await labErrorIn(unpackBundle(file, join(folder, 'to'), little))).toMatchObject({
      ...{ code: 'E_DISK_FULL', message: expect.stringContaining('1073741824 MiB') },
    });
    expect(writing).not.toHaveBeenCalled();
    expect(readdirSync(join(folder, 'to'))).toEqual([]);
  });

  it('is refused before what it says of a file fills the memory', async () => {
    const tar = gunzipSync(await archive([member('x', 'x'.repeat(5 * 2 ** 20))]));
    const type = 'x'.charCodeAt(0) - tar[156]!; // of what is said of the next file (POSIX pax)
    const sum = Number.parseInt(tar.toString('latin1', 148, 154), 8) + type;
    tar[156]! += type;
    tar.write(sum.toString(8).padStart(6, '0'), 148, 'latin1');
    const { why } = await refusedWith(checkBundle(placed(tar).file));
    expect(why).toContain('Header exceeds max size');
  });

  it('is refused however much of its end is missing', async () => {
    const whole = await archive(membersOf());
    for (let length = 0; length < whole.length; length += 7) {
      const { file } = placed(whole.subarray(0, length));
      await refusedWith(checkBundle(file));
    }
  });

  it('is refused whichever byte of its files was changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(FILES['program/cni-lab-0.1.0.tgz']!);
        bytes[at % bytes.length]! ^= change;
        const bent = { ...membersOf()[2]!, bytes };
        const { file } = placed(await archive([...membersOf().slice(0, 2), bent]));
        await refusedWith(checkBundle(file));
      }),
      { numRuns: 30 },
    );
  });

  it('that nobody bent is unpacked, every byte', async () => {
    const { file, folder } = placed(await archive(membersOf()));
    await unpackBundle(file, folder);
    const { folder: place } = await unpackBundle(file, folder); // over the one before
    for (const [path, text] of Object.entries(FILES)) {
      expect(readFileSync(join(place, path), 'utf8')).toBe(text);
    }
    expect(readdirSync(folder).sort()).toEqual(['bundle', 'lab.tar.gz']);
  });
});
