import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputFolder } from '../../src/host/output-folder.ts';
import { labErrorOf } from '../support/thrown-by.ts';

describe('an output folder', () => {
  let top: string;
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
  });
  afterEach(() => rmSync(top, { recursive: true }));

  it('is made at once, with those above it', () => {
    const folder = new OutputFolder(join(top, 'a/b'));
    expect(existsSync(join(top, 'a/b'))).toBe(true);
    expect(folder.path).toBe(join(top, 'a/b'));
  });

  it('takes files, also below it, that nobody else can read', () => {
    const folder = new OutputFolder(join(top, 'out'));
    folder.write('run.json', '{}');
    folder.write('linux/bridge/pod1-eth0.pcap', Uint8Array.from([1, 2]));
    expect(readFileSync(join(top, 'out/run.json'), 'utf8')).toBe('{}');
    expect([...readFileSync(join(top, 'out/linux/bridge/pod1-eth0.pcap'))]).toEqual([1, 2]);
    expect(statSync(join(top, 'out/run.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(top, 'out')).mode & 0o777).toBe(0o700);
  });

  it('removes all that was made for it, and nothing else', () => {
    writeFileSync(join(top, 'mine'), 'keep');
    const folder = new OutputFolder(join(top, 'a/b'));
    folder.write('run.json', '{}');
    folder.discard();
    expect(existsSync(join(top, 'a'))).toBe(false);
    expect(readFileSync(join(top, 'mine'), 'utf8')).toBe('keep');
  });

  it('keeps a folder that was there before', () => {
    mkdirSync(join(top, 'old'));
    writeFileSync(join(top, 'old/mine'), 'keep');
    new OutputFolder(join(top, 'old')).discard();
    expect(readFileSync(join(top, 'old/mine'), 'utf8')).toBe('keep');
  });

  it.each(['file', 'file/below'])('cannot be %s, where a file is in the way', (path) => {
    writeFileSync(join(top, 'file'), '');
    const error = labErrorOf(() => {
      const folder = new OutputFolder(join(top, path));
      folder.write('run.json', '{}');
    });
    expect(error).toMatchObject({ code: 'E_OUT_UNWRITABLE', exitCode: 2 });
    expect(error.message).toContain(join(top, path));
  });

  it.runIf(existsSync('/dev/full'))('says so if the disk is full', () => {
    const error = labErrorOf(() => new OutputFolder('/dev').write('full', '{}'));
    expect(error).toMatchObject({ code: 'E_DISK_FULL', exitCode: 4 });
  });

  it('is not a symbolic link, unless that may be', () => {
    mkdirSync(join(top, 'else'));
    symlinkSync(join(top, 'else'), join(top, 'out'));
    expect(labErrorOf(() => new OutputFolder(join(top, 'out')))).toMatchObject({
      code: 'E_OUT_UNWRITABLE',
      why: expect.stringContaining('is a symbolic link'),
    });
    new OutputFolder(join(top, 'out'), { mayBeLink: true }).write('report.html', 'x');
    expect(readFileSync(join(top, 'else/report.html'), 'utf8')).toBe('x');
  });

  it.each([
    ['a file', 'run.json'],
    ['a folder', 'linux'],
    ['a folder below', 'linux/bridge'],
  ])('writes nothing through a symbolic link in place of %s', (_, planted) => {
    mkdirSync(join(top, 'else'));
    writeFileSync(join(top, 'else/file'), 'mine');
    const folder = new OutputFolder(join(top, 'out'));
    mkdirSync(dirname(join(top, 'out', planted)), { recursive: true });
    const isFile = planted.endsWith('.json');
    symlinkSync(join(top, isFile ? 'else/file' : 'else'), join(top, 'out', planted));
    const name = isFile ? planted : 'linux/bridge/pod1-eth0.pcap';
    expect(labErrorOf(() => folder.write(name, 'theirs'))).toMatchObject({
      code: 'E_OUT_UNWRITABLE',
      why: expect.stringContaining('is a symbolic link'),
    });
    expect(readdirSync(join(top, 'else'))).toEqual(['file']);
    expect(readFileSync(join(top, 'else/file'), 'utf8')).toBe('mine');
  });

  it('writes nothing into a file that has another name, too', () => {
    writeFileSync(join(top, 'mine'), 'mine');
    const folder = new OutputFolder(join(top, 'out'));
    linkSync(join(top, 'mine'), join(top, 'out/run.json'));
    expect(labErrorOf(() => folder.write('run.json', 'theirs')).code).toBe('E_OUT_UNWRITABLE');
    expect(readFileSync(join(top, 'mine'), 'utf8')).toBe('mine');
  });

  it('takes a file that was there before, and what others could read of it no more', () => {
    const folder = new OutputFolder(join(top, 'out'));
    writeFileSync(join(top, 'out/run.json'), 'something longer', { mode: 0o644 });
    folder.write('run.json', '{}');
    expect(readFileSync(join(top, 'out/run.json'), 'utf8')).toBe('{}');
    expect(statSync(join(top, 'out/run.json')).mode & 0o777).toBe(0o600);
  });

  it('has nothing beside it', () => {
    const folder = new OutputFolder(join(top, 'out'));
    for (const name of ['../mine', 'linux/../../mine', '../out2/mine']) {
      expect(labErrorOf(() => folder.write(name, 'x')).code, name).toBe('E_OUT_UNWRITABLE');
    }
    expect(readdirSync(top)).toEqual(['out']);
  });

  it.runIf(existsSync('/proc'))('cannot be below /proc, which nobody can write to', () => {
    expect(labErrorOf(() => new OutputFolder('/proc/no/such')).code).toBe('E_OUT_UNWRITABLE');
  });
});
