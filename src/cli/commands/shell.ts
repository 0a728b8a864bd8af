import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { option } from '../options.ts';

/** cni-lab shell POD */
export function shell(program: Command): void {
  const command = program
    .command('shell')
    .argument('<pod>', 'a pod of the lab, or its node')
    .description('a shell inside a pod of the lab that is up');
  addOptions(command, [option('--name <name>', 'name of the lab')]);
  command.action(async (pod: string, options: { name?: string }) => {
    const { runInPod } = await import('../run-in-pod.ts');
    process.exitCode = await runInPod(pod, [process.env.SHELL || '/bin/sh'], options.name);
  });
}
