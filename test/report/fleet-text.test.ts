import { describe, expect, it } from 'vitest';
import type { HostReport } from '../../src/doctor/fleet/ask-host.ts';
import { fleetText } from '../../src/report/fleet-text.ts';
import { plainStyle } from '../support/plain-style.ts';

const report = (host: string, more: Partial<HostReport>): HostReport => ({
  ...{ host, state: 'ready', lacks: [], why: null, mend: [], checks: [] },
  ...more,
});

describe('the table of a fleet', () => {
  const text = fleetText(
    [
      report('lab-01', {}),
      report('lab-02', { state: 'lacks', lacks: ['nft'], mend: ['apt-get install -y nftables'] }),
      report('lab-03', { state: 'unreachable', why: `ssh: ${'long '.repeat(30)}\u001b[2J` }),
      report('lab-04', { state: 'lacks', lacks: ['nft'], mend: ['apt-get install -y nftables'] }),
    ],
    plainStyle(),
  );

  it('has a row for each machine, and each command once with the machines that want it', () => {
    expect(text).toMatchSnapshot();
  });

  it('stays within 80 columns and moves no cursor', () => {
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).not.toContain('\u001b');
  });
});
