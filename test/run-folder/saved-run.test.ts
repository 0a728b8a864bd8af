import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observedAgain } from '../../src/run-folder/replayed.ts';
import { RunFolder } from '../../src/run-folder/run-folder.ts';
import { openRun } from '../../src/run-folder/saved-run.ts';
import { observed, recordedRun } from '../support/recorded-runs.ts';
import { keptRun, replayedResult } from '../support/replays.ts';

const run = recordedRun('cilium/same-node ping IPv4');
const result = replayedResult(run);
const document = { ...run.document, results: [result] };

describe('a run folder that is opened again', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'cni-lab-test-')), 'run');
    const written = new RunFolder(folder);
    written.writeCaptures(keptRun(run));
    written.writeDocument(document);
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  const rewrite = (content: unknown) =>
    writeFileSync(
      join(folder, 'run.json'),
      typeof content === 'string' ? content : JSON.stringify(content),
    );

  it('shows the same, in another place', async () => {
    const copy = `${folder}-copy`;
    cpSync(folder, copy, { recursive: true });
    rmSync(folder, { recursive: true });
    const opened = await openRun(copy);
    expect(opened.document).toEqual(JSON.parse(JSON.stringify(document)));
    const again = observedAgain(result, await opened.captures(result));
    const { asked: _, service: __, ...probe } = observed(run).probe;
    expect(again).toEqual({ ...observed(run), probe });
  });

  it('may be named by its run.json', async () => {
    expect((await openRun(join(folder, 'run.json'))).document.id).toBe(document.id);
  });

  it.each([
    ['no folder at all', () => rmSync(join(folder, 'run.json')), /no run folder/, /run\.json/],
    ['no JSON', () => rewrite('{"schema": "cni-lab/run/1", '), /is damaged/, /no JSON/],
    [
      'of a newer schema',
      () => rewrite({ ...document, schema: 'cni-lab/run/2' }),
      /newer/,
      /run\/2/,
    ],
    ['something else', () => rewrite({ name: 'package' }), /no run of cni-lab/, /"schema"/],
    ['a list', () => rewrite([1]), /no run of cni-lab/, /"schema"/],
    ['null', () => rewrite('null'), /no run of cni-lab/, /"schema"/],
    [
      'without what every result has',
      () => rewrite({ ...document, results: [{ ...result, taps: undefined }] }),
      /is damaged/,
      /results\.0\.taps/,
    ],
  ])('is refused where it is %s', async (_, change, message, why) => {
    change();
    await expect(openRun(folder)).rejects.toMatchObject({
      ...{ code: 'E_RUN_FOLDER', exitCode: 2 },
      ...{ message: expect.stringMatching(message), why: expect.stringMatching(why) },
    });
  });

  it.each([
    ['is gone', (file: string) => rmSync(file), /pod1-lxc\.pcap is missing/],
    [
      'ends inside a packet',
      (file: string) => truncateSync(file, 100),
      /pod1-lxc\.pcap is damaged/,
    ],
    ['is none', (file: string) => writeFileSync(file, 'GIF89a'), /pod1-lxc\.pcap is damaged/],
  ])('names the capture that %s', async (_, change, message) => {
    change(join(folder, 'cilium/same-node/pod1-lxc.pcap'));
    const opened = await openRun(folder);
    await expect(opened.captures(opened.document.results[0]!)).rejects.toMatchObject({
      ...{ code: 'E_RUN_FOLDER', message: expect.stringMatching(message) },
    });
  });

  it.each(['../../../etc/passwd', '/etc/passwd', 'cilium/../../x.pcap'])(
    'reads nothing outside: %s',
    async (pcap) => {
      const taps = result.taps.map((tap) => ({ ...tap, pcap }));
      rewrite({ ...document, results: [{ ...result, taps }] });
      const opened = await openRun(folder);
      await expect(opened.captures(opened.document.results[0]!)).rejects.toMatchObject({
        ...{ code: 'E_RUN_FOLDER', message: expect.stringContaining('outside its folder') },
      });
    },
  );
});
