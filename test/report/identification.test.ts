import { describe, expect, it } from 'vitest';
import { claims, findDatapath } from '../../src/datapaths/catalogue.ts';
import { identificationDocument } from '../../src/report/identification-document.ts';
import { identificationText } from '../../src/report/identification-text.ts';
import { displayWidth } from '../../src/ui/width.ts';
import { identify } from '../../src/verdict/identify.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import { alikeInAll, isAPart, looksLike } from '../support/look-alikes.ts';
import { plainStyle } from '../support/plain-style.ts';
import { judged, observed, type RecordedRun, RUNS, recordedRun } from '../support/recorded-runs.ts';
import { replayOfRun } from '../support/replays.ts';

const documentOf = (run: RecordedRun, heard = true) => {
  const observation = observed(run);
  const evidence = heard ? goodEvidence(run.datapath, run.family, observation) : null;
  const named = identify(observation, evidence, claims(run.family));
  const { scene, programs, ways } = replayOfRun(run);
  const seen = { scene, programs, ways };
  return identificationDocument(named, run.family, undefined, undefined, seen);
};

describe.each(RUNS)('the identification of $title', (run) => {
  const document = documentOf(run);
  const text = identificationText(document, plainStyle());

  it('names it and what is like it in all, with all others ranked below', () => {
    const alike = alikeInAll(run.datapath.name, run.family);
    expect(document.identified.toSorted()).toEqual(alike);
    expect(document.tellApart).toBeNull();
    const fitting = document.ranking.filter((g) => g.fits).map((g) => g.datapath);
    expect(fitting.slice(0, alike.length).toSorted()).toEqual(alike);
    for (const other of fitting.slice(alike.length)) {
      expect(isAPart(judged(run, run, findDatapath(other)).checks)).toBe(true);
    }
    const named = /^this is ((?:\S+ or\s+)*\S+)\n/.exec(text)![1]!;
    expect(named.split(/ or\s+/)).toEqual(document.identified);
    for (const name of claims(run.family).keys()) expect(text).toContain(name);
  });

  it('has evidence for every guess, and fits into 80 columns', () => {
    for (const guess of document.ranking) expect(guess.evidence.length).toBeGreaterThan(0);
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });
});

describe('an identification', () => {
  it('draws the ways that packets took, with what each tap saw', () => {
    const text = identificationText(
      documentOf(recordedRun('cilium/same-node ping IPv4')),
      plainStyle(),
    );
    expect(text).toMatch(/lxc1 +▼ {2}┊ +pod1\/lxc +3 in +none\n +┊ {2}┊ +└ redirect_peer/);
    expect(text).toMatch(/eth0 +▼ {2}▲ +pod2\/eth0 +3 in +3 out\n/);
  });

  it('names twins together, with what could tell them apart', () => {
    const run = recordedRun('linux/plain-redirect ping IPv4');
    const document = documentOf(run, false);
    const text = identificationText(document, plainStyle());
    expect(document.identified.toSorted()).toEqual(looksLike(run.datapath.name).toSorted());
    expect(text).toMatch(/^this is \S+ or /);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('these captures cannot tell them apart');
  });

  it('names nothing where everything is contradicted', () => {
    const run = recordedRun('cilium/same-node ping IPv4');
    const strange = {
      ...run,
      captures: run.captures.map((c) => ({
        ...c,
        frames: c.frames.map((f) => ({ ...f, direction: 'out' as const })),
      })),
    };
    const document = documentOf({ ...run, ...strange }, false);
    expect(document.identified).toEqual([]);
    expect(identificationText(document, plainStyle())).toMatch(/^this is unknown/);
  });

  it('names nothing where nothing was seen', () => {
    const run = recordedRun('cilium/same-node ping IPv4');
    const silent = { ...run, captures: run.captures.map((c) => ({ ...c, frames: [] })) };
    expect(documentOf(silent, false).identified).toEqual([]);
  });
});
