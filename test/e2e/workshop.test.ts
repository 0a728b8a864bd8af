import { afterAll, describe, expect, it } from 'vitest';
import { cli } from './support/cli.ts';
import { documentedLines, shell } from './support/documented.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

/** What the plan says that a room will see. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'cni-lab verify --out /tmp/workshop-fast':
    /pod1\/lxc +✓ 3 in +✓ none[\s\S]*pod2\/lxc +✓ none +✓ 3 in/,
  'cni-lab compare /tmp/workshop-legacy /tmp/workshop-fast':
    /2 of 8 taps and legs differ[\s\S]*seen by +4 taps +3 taps/,
  'cni-lab identify --name workshop': /^this is cilium\/same-node\n/,
  'cni-lab inspect --name workshop': /redirect_peer/,
};

describe.skipIf(CANNOT_RUN)('the workshop', () => {
  afterAll(async () => {
    await cli(['down', '--all'], { cwd: '/' });
    expect(leftovers()).toEqual([]);
  });

  const lines = documentedLines('docs/workshop.md');

  it.each(lines)('$line', async ({ line, code }) => {
    const ended = await shell(line);
    expect(`${ended.stderr}${ended.code}`).toMatch(new RegExp(`${code}$`));
    expect(ended.stdout).toMatch(EXPECTED[line] ?? /(?:)/);
  });

  it('has all that is expected of it', () => {
    for (const line of Object.keys(EXPECTED)) expect(lines.map((l) => l.line)).toContain(line);
    const failing = lines.find(({ code }) => code === 1);
    expect(failing?.line).toContain('--lab cilium/same-node-legacy');
  });
});
