import { describe, expect, it } from 'vitest';
import type { BenchDocument } from '../../src/bench/bench-document.ts';
import { benchText } from '../../src/report/bench-text.ts';
import { widest } from '../../src/ui/width.ts';
import { documentOf, LEFT_OUT, sessionOf } from '../bench/support.ts';
import { plainStyle } from '../support/plain-style.ts';

const CONTENDERS = ['linux/bridge', 'cilium/cross-node-switched-legacy'];
const document = documentOf(sessionOf([1, 1, 1.2, 1], 40), CONTENDERS, [LEFT_OUT]);
const text = (of: BenchDocument) => benchText(of, plainStyle());

describe('bench as text', () => {
  const shown = text(document);

  it('fits 80 columns, whatever the names', () => {
    expect(widest(shown)).toBeLessThanOrEqual(80);
  });

  it('says who is slower and who cannot be told apart, with ratio and quartiles, and how noisy it was', () => {
    expect(shown).toMatch(
      /^ {2}linux\/bridge +1\.\d{3} {2}1\.\d{3}-1\.\d{3} +15\d\d ns {2}slower$/m,
    );
    expect(shown).toMatch(/^ {2}the same, in another lab +\d\.\d{3} .* noise \d\.\d %$/m);
    expect(shown).toMatch(/cilium\/cross-node-switched\.\.\..* not told apart$/m);
    expect(shown).toContain('The quartiles straddle 1'.toLowerCase());
    expect(shown).toMatch(/^ {2}cilium\/same-node +12\d\d ns {2}baseline$/m);
  });

  it('says what was not measured, and why', () => {
    expect(shown).toContain(
      '  not measured: cilium/netkit-same-node, skipped: the kernel has no netkit',
    );
  });

  it('says how it was verified, what was lost, and which rounds have no ratio', () => {
    expect(shown.replaceAll(/\s+/g, ' ')).toContain(
      'Each lab was verified by udp and tcp probes before its first slice and after its last',
    );
    expect(shown).not.toContain('lost');
    const session = sessionOf([1, 1, 1.2, 1], 40);
    const turn = session.turns.findIndex(({ measure, place }) => measure === 'udp' && place === 2);
    const none = { measure: 'udp', packets: 0, ns: 1e9, lost: 64, medianNs: 1e9 } as const;
    const broken = { ...session, slices: session.slices.with(turn, none) };
    const told = text(documentOf(broken, CONTENDERS)).replaceAll(/\s+/g, ' ');
    expect(told).toContain('UDP packets lost: linux/bridge 64.');
    expect(told).toContain('a slice had no value: linux/bridge udp-time: 1 round.');
  });

  it('names no winner after few rounds, and says so', () => {
    const few = text(documentOf(sessionOf([1, 1, 2, 1], 5), CONTENDERS));
    expect(few).not.toMatch(/ (faster|slower)$/m);
    expect(few).toContain('5 name no winner');
  });

  it('says that a machine was busy with other things, and only then', () => {
    expect(shown).not.toContain('busy');
    const busy = { ...document.environment, busy: { before: 9.2, after: 9.9 } };
    expect(text({ ...document, environment: busy })).toContain('it was busy with other things');
  });

  it('lets no name from outside move a terminal', () => {
    const [group] = document.groups;
    const entries = group!.entries.map((one) => ({
      ...one,
      datapath: 'own/\u001b[2Jx',
      reason: '\u001b[1m',
    }));
    const evil = { ...document, groups: [{ ...group!, entries }] };
    expect(text(evil)).not.toContain('\u001b');
  });
});
