import { describe, expect, it } from 'vitest';
import { bad, good, poor } from '../../src/doctor/check-up.ts';
import { examinationText } from '../../src/report/examination-text.ts';
import { widest } from '../../src/ui/width.ts';
import { plainStyle } from '../support/plain-style.ts';

describe('what the doctor found', () => {
  it('stands in groups, each miss with its mend right below it', () => {
    const text = examinationText(
      [
        good('kernel', '6.18'),
        bad('tcpdump', 'not installed', 'apt-get install -y tcpdump'),
        poor('docker', 'old', 'apt-get install -y docker.io', 'kind clusters'),
      ],
      plainStyle(),
    );
    expect(text.split('\n')).toEqual([
      'embedded lab',
      expect.stringMatching(/^ {2}✓ +kernel +6\.18$/),
      expect.stringMatching(/^ {2}✗ +tcpdump +not installed$/),
      expect.stringMatching(/^ {6}mend: apt-get install -y tcpdump$/),
      '',
      'kind clusters',
      expect.stringMatching(/^ {2}\? +docker +old$/),
      expect.stringMatching(/^ {6}mend: apt-get install -y docker\.io$/),
      '',
      'embedded labs do not run here yet',
      '',
    ]);
  });

  it('lets labs run here unless something is bad', () => {
    const summary = (...findings: Parameters<typeof examinationText>[0]) =>
      examinationText(findings, plainStyle()).trimEnd().split('\n').at(-1);
    expect(summary(good('a', 'b'))).toBe('embedded labs run here: cni-lab verify');
    expect(summary(poor('a', 'b', 'c'))).toBe('embedded labs run here: cni-lab verify');
    expect(summary(good('a', 'b'), bad('a', 'b', 'c'))).toContain('do not run here');
  });

  it('is no wider than the terminal, however much was found', () => {
    const text = examinationText([good('capabilities', 'cap_net_admin,'.repeat(20))], plainStyle());
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toContain('...');
  });
});
