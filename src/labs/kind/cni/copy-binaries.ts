import type { Node } from '../../../kubernetes/node.ts';
import { dockerRunner } from '../kind-cli.ts';

/** Puts CNI plugins of the user's into every node. @param folder of this machine @throws CommandError */
export async function copyBinaries(folder: string, nodes: readonly Node[]): Promise<void> {
  await Promise.all(
    nodes.map(({ name }) =>
      dockerRunner.run(['docker', 'cp', `${folder}/.`, `${name}:/opt/cni/bin/`]),
    ),
  );
}
