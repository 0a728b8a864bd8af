import { type Link, parseLinks } from './link-table.ts';
import { localRunner } from './local-runner.ts';
import type { RunOptions } from './runner.ts';
import { shippedFileIfThere } from './shipped-file.ts';

/** What does things in many network namespaces at once (native/places.c); null where it was not built for this kind of machine. */
function placesTool(): string | null {
  return shippedFileIfThere(`places-${process.arch}`);
}

export function hasPlacesTool(): boolean {
  return placesTool() !== null;
}

/** @param script lines, as the tool's head has them @throws CommandError, which names the line that was refused */
export async function configurePlaces(
  script: string,
  abort: Pick<RunOptions, 'signal'>,
): Promise<void> {
  await localRunner.run([placesTool()!, 'configure'], { input: script, ...abort });
}

/** The devices of each of these network namespaces. What is on an XDP hook is there without its name. @throws CommandError */
export async function linkTables(namespaces: readonly string[]): Promise<Link[][]> {
  const { stdout } = await localRunner.run([placesTool()!, 'links', ...namespaces]);
  return stdout.trim().split('\n').map(parseLinks);
}
