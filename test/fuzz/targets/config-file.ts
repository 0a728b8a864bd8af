import { applyConfigFile } from '../../../src/cli/config-file.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { LabError } from '../../../src/errors.ts';
import type { Target } from '../engine/target.ts';
import { bytesOf, mutateLines, textOf } from '../engine/text-form.ts';
import { must, orLabError } from '../must.ts';

export const target: Target = {
  ...{ name: 'config-file', reads: 'cni-lab.yaml' },
  ...{ share: 1, longest: 4000 },
  seeds: () =>
    [
      ...['backend: kind\ncount: 5\njson: true\nstrict: false\n', '# nothing\n', 'probe: "udp"'],
      'name: &a demo\nlab: *a\nfamily: 6\ninterval: 0x10\nsize: 64\n---\nall: yes\n',
      '{ "requests": "5-18", "links": "a,b", timeout: 60, nodes: 3, set: "a.b=c" }',
    ].map(bytesOf),
  mutate: mutateLines,
  run: (input) => {
    const text = textOf(input);
    const program = createProgram();
    const command = program.commands[input.length % program.commands.length]!;
    const outcome = orLabError(() => applyConfigFile(program, command, 'cni-lab.yaml', text));
    if (outcome instanceof LabError) must(outcome.code === 'E_CONFIG', outcome.code);
    JSON.stringify(command.opts());
  },
};
