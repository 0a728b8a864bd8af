import { describe, expect, it } from 'vitest';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { resultText } from '../../src/report/result-text.ts';
import type { ResultDocument } from '../../src/report/run-document.ts';
import { styleOf } from '../../src/ui/style.ts';
import { displayWidth, widest } from '../../src/ui/width.ts';
import { withOtherAddress, withTtlStep } from '../support/edit-frame.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import { alikeInAll } from '../support/look-alikes.ts';
import { plainStyle } from '../support/plain-style.ts';
import { packetsOf, withPacket } from '../support/probe-packets.ts';
import { observed, type Recording, RUNS, recordedRun } from '../support/recorded-runs.ts';
import { againstAll, NOTHING_SEEN, ONE_OF_EACH, resultOf } from '../support/results.ts';

const style = plainStyle();

function tooWide(text: string, width: number): string[] {
  return text.split('\n').filter((line) => displayWidth(line) > width);
}

describe('a result on a terminal of 80 columns', () => {
  it.each(ONE_OF_EACH)('fits: $title, held against every datapath', (run) => {
    for (const result of againstAll(run)) {
      const text = resultText(result, style);
      expect(tooWide(text, 80)).toEqual([]);
      expect(text.split('\n').every((line) => line === line.trimEnd())).toBe(true);
    }
  });

  it('fits with everything wrong that can be', () => {
    // their addresses are the longest
    for (const run of RUNS.filter((r) => r.family === 6 && r.sent.key.kind !== 'tcp')) {
      const wrong = packetsOf(run)
        .filter((p) => p.tap !== 'pod1/eth0')
        .reduce<Recording>(
          (recording, p) =>
            withPacket(p, recording, (frame) => [
              withOtherAddress(withTtlStep(frame, -2), 'source', 0x33),
            ]),
          run,
        );
      const good = goodEvidence(run.datapath, run.family, observed(wrong));
      const evidence = {
        counters: good.counters.map((c) => ({ ...c, rx: 1_234_567, tx: 1_234_567 })),
        programs: good.programs.map((p) => ({
          ...p,
          attached: ['cil_from_container on tc ingress', 'cil_to_container on tc egress'],
        })),
        conntrack: [{ namespace: 'node1', tracked: run.datapath.conntrack === 'untracked' }],
      };
      const sent = { ...wrong.sent, answered: 0, complaint: 'connect: Network is unreachable' };
      const result = resultOf(run, { recording: { ...wrong, sent }, evidence });
      const goesOn = packetsOf(run).some((p) => p.tap !== 'pod1/eth0');
      expect(result.findings.length).toBeGreaterThan(goesOn ? 6 : 3);
      expect(tooWide(resultText(result, style), 80)).toEqual([]);
    }
  });

  it('fits with many long names', () => {
    const result = resultOf(recordedRun('cilium/same-node-legacy ping IPv4'));
    const long = {
      ...result,
      taps: result.taps.map((tap) => ({ ...tap, device: 'lxc0123456789ab' })),
    };
    expect(tooWide(resultText(long, style), 80)).toEqual([]);
  });
});

describe('a result', () => {
  const passed = resultOf(recordedRun('cilium/same-node ping IPv4'));
  const failed = resultOf(recordedRun('cilium/same-node-legacy ping IPv4'), {
    datapath: findDatapath('cilium/same-node'),
  });

  it('starts with its word and its datapath', () => {
    expect(resultText(passed, style)).toMatch(/^PASS cilium\/same-node\n {2}every tap saw/);
    expect(resultText(failed, style)).toMatch(
      /^FAIL cilium\/same-node held against a lab of cilium\/same-node-legacy\n/,
    );
  });

  it('shows what every tap saw of either leg, and why', () => {
    const lines = resultText(passed, plainStyle(110)).split('\n');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ {2}pod1\/lxc +lxc1 +✓ 3 in +✓ none +replies jump past it into pod1$/,
      ),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}pod2\/eth0 +eth0 +✓ 3 in +✓ 3 out/));
  });

  it('does not call it none where a share is of packets without data', () => {
    const text = resultText(resultOf(recordedRun('linux/bond-balance-rr tcp IPv4')), style);
    expect(text).toMatch(/node1\/eth([12]) +eth\1 +✓ no data/);
    expect(text).not.toContain('✓ none');
  });

  it('leaves out why where there is no room for it, never the rest', () => {
    const text = resultText(passed, plainStyle(60));
    expect(text).not.toContain('jump past');
    expect(widest(text)).toBeLessThanOrEqual(60);
    expect(text).toMatch(/pod1\/lxc +lxc1 +✓ 3 in +✓ none/);
  });

  it('names every finding with what was expected and what was seen', () => {
    const text = resultText(failed, style);
    expect(text).toContain('✗ pod1/lxc reply: expected none, seen 3 of 3 out');
    expect(text).toMatch(/pod1\/lxc +lxc1 +✓ 3 in +✗ 3 out, not none/);
    for (const { meaning } of failed.findings) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(meaning);
    }
  });

  it('says who witnessed it, and what it is', () => {
    const text = resultText(failed, style);
    expect(text).toMatch(/witnesses +✓ device-counters {2}✗ programs {2}✗ conntrack/);
    const named = /this is +((?:\S+ or\s+)*\S+)\n?$/.exec(text)![1]!;
    expect(named.split(/ or\s+/).toSorted()).toEqual(alikeInAll('cilium/same-node-legacy', 4));
    expect(text).toMatch(/probe +3 x ping, IPv4, pod1 to pod2, 3 answered/);
  });

  it('says so if no datapath fits', () => {
    const nothing = { ...failed, identified: [] };
    expect(resultText(nothing, style)).toContain('unknown: no datapath of the catalogue fits');
  });

  it('has no colour codes without colours, and some with', () => {
    const esc = '\u001b';
    for (const result of [passed, failed]) {
      expect(resultText(result, style)).not.toContain(esc);
      const colours = styleOf({ isTTY: true, columns: 80 }, { LANG: 'C.UTF-8' });
      expect(resultText(result, colours)).toContain(esc);
    }
  });

  it('cannot be made to move the cursor by a device of somebody else', () => {
    const evil = {
      ...passed,
      taps: passed.taps.map((t) => ({ ...t, device: '\u001b[2Jx\r\u0007' })),
    };
    const text = resultText(evil, style);
    expect(text).toContain(' x?? ');
    expect([...text].filter((c) => c < ' ' && c !== '\n')).toEqual([]);
  });

  it('tells how to mend what broke it off', () => {
    const broken: ResultDocument = {
      ...{ datapath: 'linux/bridge', lab: 'linux/bridge', verdict: 'skipped', reason: 'no bridge' },
      error: {
        code: 'E_KERNEL_FEATURE',
        message: 'no bridge',
        why: 'a kernel',
        mend: 'modprobe bridge',
      },
      ...NOTHING_SEEN,
    };
    expect(resultText(broken, style)).toBe(
      'SKIPPED linux/bridge\n  no bridge\n\n  to mend it: modprobe bridge',
    );
  });
});
