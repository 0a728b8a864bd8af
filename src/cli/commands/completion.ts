import { Argument, type Command } from 'commander';

/** cni-lab completion bash|zsh|fish */
export function completion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .description('a completion script; for bash: source <(cni-lab completion bash)')
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('../completion-script.ts');
      process.stdout.write(completionScript(shell, program));
    });
}
