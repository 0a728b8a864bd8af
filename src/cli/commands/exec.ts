import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { option } from '../options.ts';

/** cni-lab exec POD -- CMD... */
export function exec(program: Command): void {
  const command = program
    .command('exec')
    .argument('<pod>', 'a pod of the lab, or its node')
    .argument('<command...>', 'what to run, after --')
    .description('run something inside a pod of the lab that is up');
  addOptions(command, [option('--name <name>', 'name of the lab')]);
  command.action(async (pod: string, argv: [string, ...string[]], options: { name?: string }) => {
    const { runInPod } = await import('../run-in-pod.ts');
    process.exitCode = await runInPod(pod, argv, options.name);
  });
}
