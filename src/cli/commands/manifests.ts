import { Argument, type Command } from 'commander';

const FILES = {
  agent: ['namespace.yaml', 'rbac.yaml', 'agent.yaml'],
  pods: ['namespace.yaml', 'test-pod.yaml', 'service.yaml', 'network-policy.yaml'],
} as const;

/** cni-lab manifests agent */
export function manifests(program: Command): void {
  program
    .command('manifests')
    .addArgument(new Argument('<what>', 'which').choices(Object.keys(FILES)))
    .description('print what cni-lab makes in a cluster, and the rights that it needs')
    .action(async (what: keyof typeof FILES) => {
      const { readManifest } = await import('../../host/manifest-file.ts');
      process.stdout.write(FILES[what].map(readManifest).join('---\n'));
    });
}
