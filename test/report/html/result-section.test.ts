import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { findDatapath } from '../../../src/datapaths/catalogue.ts';
import { resultSection } from '../../../src/report/html/result-section.ts';
import { resultView } from '../../../src/report/html/result-view.ts';
import type { ResultDocument } from '../../../src/report/run-document.ts';
import { type RecordedRun, recordedRun } from '../../support/recorded-runs.ts';
import { replayedResult } from '../../support/replays.ts';
import { ONE_OF_EACH } from '../../support/results.ts';

const MOST = 20;
const sectionOf = (run: RecordedRun, result: ResultDocument = replayedResult(run)) =>
  resultSection(resultView(result, run.captures, MOST), 'netns', 'result-1', true).text;
/** HTML is no XML only in that an attribute may stand alone, and that a line break is not closed. */
const wellFormed = (html: string) =>
  XMLValidator.validate(html.replaceAll(' open>', '>').replaceAll('<br>', '<br/>'));

const flagship = recordedRun('cilium/same-node ping IPv4');

describe.each(ONE_OF_EACH)('the section of $datapath.name', (run) => {
  const html = sectionOf(run);

  it('is well-formed, with a lamp for each tap and leg, a row for each tap, and how it works', () => {
    expect(wellFormed(html)).toBe(true);
    const { taps } = replayedResult(run);
    expect(html.match(/<g class="lamp /g)!.length).toBeGreaterThanOrEqual(taps.length * 2);
    for (const { tap } of taps) expect(html).toContain(`<th scope="row">${tap}</th>`);
    expect(html.match(/<ol class="story">.*?<\/ol>/s)![0].match(/<li>/g)).toHaveLength(
      run.datapath.story.length,
    );
  });

  it('has a reason for every tap that stays dark', () => {
    for (const [, words] of html.matchAll(/class="lamp \w+ dark[^>]*aria-label="([^"]*)"/g)) {
      expect(words).toMatch(/: .+|, as expected/);
    }
  });

  it('is the same, made again', () => {
    expect(sectionOf(run)).toBe(html);
  });
});

it('what somebody chose as a name with bad intent ends no tag', () => {
  const result = replayedResult(flagship, findDatapath('cilium/same-node-legacy'));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      const named = JSON.parse(
        JSON.stringify(result).replaceAll('"lxc1"', JSON.stringify(`</svg><script>${text}`)),
      );
      const html = sectionOf(flagship, { ...named, reason: text, datapath: text });
      expect(html).not.toContain('<script>');
      expect(wellFormed(html)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

it('lists the first and the last of very many packets, and says what it left out', () => {
  const [first, ...others] = flagship.captures;
  const many = Array.from({ length: 500 }, (_, i) => {
    const frame = first!.frames[0]!;
    return { ...frame, timestampNs: frame.timestampNs + BigInt(i) };
  });
  const captures = [{ ...first!, frames: many }, ...others];
  const total = captures.reduce((sum, { frames }) => sum + frames.length, 0);
  const view = resultView(replayedResult(flagship), captures, MOST);
  expect([view.packets.first.length, view.packets.last.length]).toEqual([MOST, MOST]);
  const html = resultSection(view, 'netns', 'result-1', true).text;
  expect(html).toContain(`Every packet at every tap (${total})`);
  expect(html).toContain(`${total - 2 * MOST} packets in between are left out`);
});

it('shows stamps that are the same as ties', () => {
  const html = sectionOf(flagship);
  expect(html.match(/class="tie"/g)).toHaveLength(6); // request and reply of three probes, each handed over
  expect(html.match(/<td class="time">= /g)!.length).toBeGreaterThanOrEqual(6);
});

it('draws nothing of a run that does not say where its taps were, and has the table', () => {
  const { replay: _, ...older } = replayedResult(flagship);
  const html = sectionOf(flagship, older);
  expect(html).not.toContain('<svg');
  expect(html).toContain('Expected against seen');
});
