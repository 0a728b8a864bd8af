import { shippedFileIfThere } from './shipped-file.ts';
import { spawner } from './spawn.ts';
import type { Start } from './start.ts';
import { Starter } from './starter.ts';

/** Its name tells the machines that it was compiled for. */
const FILE = `starter-${process.platform}-${process.arch}`;

/**
 * Starts programs by the starter that the package ships, which itself starts on first use; by node's own
 * spawn where there is none for this machine, and when it was killed.
 * @param env all that programs see of the environment
 */
export function shippedStarter(env: Readonly<Record<string, string>>): Start {
  const spawnHere = spawner(env);
  let starter: Starter | null | undefined;
  return (...order) => {
    if (starter === undefined) {
      const file = shippedFileIfThere(FILE);
      starter = file === null ? null : Starter.open(file, env);
    }
    if (starter?.isLost) starter = null;
    return (starter?.start ?? spawnHere)(...order);
  };
}
