import { LabError } from '../../../src/errors.ts';
import { readScript } from '../../../src/workshop/talk-script.ts';
import type { Target } from '../engine/target.ts';
import { bytesOf, mutateLines, textOf } from '../engine/text-form.ts';
import { must, orLabError } from '../must.ts';

export const target: Target = {
  ...{ name: 'talk-script', reads: "a talk's running order, YAML" },
  ...{ share: 5, longest: 2000 },
  seeds: () =>
    [
      'steps:\n  - say: Welcome.\n  - demo: cilium/same-node\n  - demo: linux/bridge\n    predict: false\n',
      'steps: &s [ { say: a } ]\nmore: *s\n',
    ].map(bytesOf),
  mutate: mutateLines,
  run: (input) => {
    const steps = orLabError(() => readScript(textOf(input), 'talk.yaml'));
    if (steps instanceof LabError) must(steps.code === 'E_CONFIG', steps.code);
    else must(steps.length > 0, 'a talk of no steps');
  },
};
