import { describe, expect, it } from 'vitest';
import { readDatapath } from '../../src/datapath-file/read-datapath.ts';
import { writeDatapath } from '../../src/datapath-file/write-datapath.ts';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { claimOf, type Datapath, familiesOf } from '../../src/datapaths/datapath.ts';

const nothingIsThere = { isThere: () => false, programsIn: () => null };

/** All that is one value, whatever the family. */
function plain(datapath: Datapath) {
  const { topology: _, routes: __, families: ___, file: ____, name: _____, ...rest } = datapath;
  return rest;
}

describe.each(CATALOGUE)('$name', (datapath) => {
  const text = writeDatapath(datapath);
  const read = readDatapath(text, 'some/lab.yaml', nothingIsThere);

  it('reads back as it was written', () => {
    expect(plain(read)).toEqual(plain(datapath));
    expect(familiesOf(read)).toEqual(familiesOf(datapath));
    for (const family of familiesOf(datapath)) {
      expect(read.topology(family)).toEqual(datapath.topology(family));
      expect(read.routes?.(family)).toEqual(datapath.routes?.(family));
      for (const where of ['embedded', 'live'] as const) {
        expect(claimOf(read, family, where)).toEqual(claimOf(datapath, family, where));
      }
    }
  });

  it('bears a name of its own, and that of its file', () => {
    expect(read.name).toBe(`my/${datapath.name.replace('/', '-')}`);
    expect(read.file).toBe('some/lab.yaml');
  });

  it('leaves the same choices of TTL to be made once', () => {
    expect(sameChoices(read)).toEqual(sameChoices(datapath));
  });

  it('is readable: short lines, and what each field means', () => {
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(160);
    expect(text).toMatch(/^# what every tap must see of either leg/m);
  });
});

/** For each place with a choice, the number of the choice. */
function sameChoices({ signature }: Datapath): number[] {
  const choices = Object.values(signature).flatMap((legs) =>
    Object.values(legs).flatMap((e) => ('ttl' in e && typeof e.ttl === 'object' ? e.ttl : [])),
  );
  return choices.map((choice) => choices.indexOf(choice));
}
