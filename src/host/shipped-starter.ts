import { shippedFileIfThere } from './shipped-file.ts';
import { spawner } from './spawn.ts';
import type { Start } from './start.ts';
import { Starter } from './starter.ts';

/** Compiled for Linux; its name tells the kinds of machines. */
const FILE = process.platform === 'linux' ? `starter-${process.arch}` : null;

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
      const file = FILE && shippedFileIfThere(FILE);
      starter = file ? Starter.open(file, env) : null;
    }
    if (starter?.isLost) starter = null;
    return (starter?.start ?? spawnHere)(...order);
  };
}
