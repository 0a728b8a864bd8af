import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/labs/cluster/cilium-agents.ts';

describe("an agent's answers, all in one", () => {
  const said = [
    '\n--- cni-lab status\nlevel=info msg=x\n{"a": 1}\n\n--- cni-lab exit 0\n',
    '\n--- cni-lab programs\n\n--- cni-lab exit 127\n',
    '\n--- cni-lab endpoints\n[]\n--- cni-lab exit 0\n',
    '\n--- cni-lab nodeConfig\n#define A',
  ].join('');

  it('are told apart; what failed or was cut off is no answer, and takes no other with it', () => {
    expect([...partsOf(said)]).toEqual([
      ['status', 'level=info msg=x\n{"a": 1}\n'],
      ['endpoints', '[]'],
    ]);
  });
});
