import {
  chmodSync,
  existsSync,
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
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { StateFolder } from '../../src/host/state-folder.ts';
import { labErrorOf } from '../support/thrown-by.ts';

describe('a state folder', () => {
  let top: string;
  let folder: string;
  let state: StateFolder<{ n: number }>;
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
    folder = join(top, 'state');
    state = new StateFolder(folder);
  });
  afterEach(() => rmSync(top, { recursive: true }));

  it('keeps values by name', () => {
    expect(state.create('a', { n: 1 })).toBe(true);
    expect(state.create('b', { n: 2 })).toBe(true);
    expect(state.read('a')).toEqual({ n: 1 });
    expect(state.names().sort()).toEqual(['a', 'b']);
  });

  it('gives a name to the first who asks for it only', () => {
    state.create('a', { n: 1 });
    expect(state.create('a', { n: 2 })).toBe(false);
    expect(state.read('a')).toEqual({ n: 1 });
  });

  it('does not make again what another has removed', () => {
    expect(state.replace('a', { n: 1 })).toBe(false); // not even the folder is there
    state.create('b', { n: 1 });
    expect(state.replace('a', { n: 1 })).toBe(false);
    expect(readdirSync(folder)).toEqual(['b.json']);
  });

  it('replaces a value and leaves no draft behind', () => {
    state.create('a', { n: 1 });
    state.replace('a', { n: 2 });
    expect(state.read('a')).toEqual({ n: 2 });
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('is empty before anything was kept', () => {
    expect(state.names()).toEqual([]);
    expect(state.read('a')).toBeNull();
    expect(() => state.remove('a')).not.toThrow();
    expect(existsSync(folder)).toBe(false);
  });

  it('sweeps the drafts of processes that are gone, and no others', () => {
    state.create('a', { n: 1 });
    const [dead, alive] = [4_194_304, process.pid]; // one more than the largest pid
    for (const pid of [dead, alive]) writeFileSync(join(folder, `b.${pid}.draft`), '{"n"');
    state.sweep();
    expect(readdirSync(folder).sort()).toEqual(['a.json', `b.${alive}.draft`]);
  });

  it('reads nothing from what a killed writer left', () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'half.json'), '{"n":');
    writeFileSync(join(folder, 'a.json.123'), '{"n":1}');
    expect(state.read('half')).toBeNull();
    expect(state.names()).toEqual(['half']);
  });

  it('goes with the last of its values', () => {
    state.create('a', { n: 1 });
    state.create('b', { n: 2 });
    state.remove('a');
    expect(state.names()).toEqual(['b']);
    state.remove('b');
    state.remove('b');
    expect(existsSync(folder)).toBe(false);
  });

  it.each([
    ['a link', (at: string) => symlinkSync(join(top, 'else'), at)],
    ['a file', (at: string) => writeFileSync(at, '')],
    ['open to others', open],
  ])('is not believed where it is %s', (_, plant) => {
    const planted = join(top, 'else');
    new StateFolder(planted).create('a', { n: 1 });
    plant(folder);
    for (const act of [() => state.read('a'), () => state.names(), () => state.sweep()]) {
      expect(labErrorOf(act)).toMatchObject({ code: 'E_STATE', exitCode: 2 });
    }
    expect(() => state.create('b', { n: 2 })).toThrow(LabError);
    expect(readdirSync(planted)).toEqual(['a.json']);
  });

  it('reads no value through a link, and writes none through one', () => {
    state.create('a', { n: 1 });
    const elsewhere = join(top, 'elsewhere.json');
    writeFileSync(elsewhere, '{"n":7}');
    symlinkSync(elsewhere, join(folder, 'b.json'));
    symlinkSync(elsewhere, join(folder, `c.${process.pid}.draft`));
    expect(state.read('b')).toBeNull();
    state.create('c', { n: 3 });
    state.replace('b', { n: 2 });
    expect(readFileSync(elsewhere, 'utf8')).toBe('{"n":7}');
    expect([state.read('b'), state.read('c')]).toEqual([{ n: 2 }, { n: 3 }]);
  });

  it("is nobody else's to read", () => {
    state.create('a', { n: 1 });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'a.json')).mode & 0o777).toBe(0o600);
  });
});

function open(folder: string): void {
  mkdirSync(folder);
  chmodSync(folder, 0o777);
}
