import { CommanderError } from 'commander';
import { tapArguments } from '../../../src/analyze/tap-arguments.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { printable } from '../../../src/ui/width.ts';
import type { Target } from '../engine/target.ts';
import { bytesOf, mutateLines, textOf } from '../engine/text-form.ts';
import { mustBePlain, orLabError, orLabErrorIn } from '../must.ts';

/** One argument a line. Commands are parsed, and not run. */
export const target: Target = {
  ...{ name: 'arguments', reads: 'command lines' },
  ...{ share: 1, longest: 2000 },
  seeds: () =>
    [
      'verify linux/* --probe tcp --family 6 --count 5 --junit a.xml --json',
      'verify cilium/same-node --lab cilium/same-node-legacy --keep --jobs 2 --out d',
      'up --backend kind --nodes 3 --cni cilium --set a=b --set c=d --load-archive x.tar',
      'verify --sweep --backend cluster --from node1 --to node2 --read-only --way agent',
      'analyze pod1/eth0=a.pcap pod1/lxc=b.pcap --requests 5-18 --each-flow --links l.json',
      'exec pod1 --name demo -- ip route show',
      'inspect --netns one --pid 7 --docker c --dot - --svg f',
      'report run --html - --tap f',
      'bundle create --to f --kind-image i',
      'compare a b --datapath x',
      'doctor --fleet hosts.txt --json',
      'completion bash',
      'list --export cilium/same-node',
      'demo --script s --pace 2',
      '--help',
      '--version',
    ].map((line) => bytesOf(line.replaceAll(' ', '\n'))),
  mutate: mutateLines,
  run: async (input) => {
    const argv = textOf(input).split('\n');
    orLabError(() => tapArguments(argv));
    const program = createProgram();
    const quiet = { writeOut: () => {}, writeErr: () => {} };
    program.configureOutput(quiet);
    for (const command of program.commands.flatMap((c) => [c, ...c.commands])) {
      command.configureOutput(quiet).action(() => {});
    }
    await orLabErrorIn(async () => {
      try {
        await program.parseAsync(argv, { from: 'user' });
      } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        mustBePlain(printable(error.message.split('\n')[0]!), 'usage');
      }
    });
  },
};
