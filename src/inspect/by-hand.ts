import type { Argv, Runner } from '../host/runner.ts';
import { pastable } from './pastable.ts';

/** The line that a person would paste on this host to run it in that place; of several commands, one after the other. */
export function byHand(place: Runner, ...commands: readonly Argv[]): string {
  return commands.map((argv) => pastable(inShort(place.argv(argv)))).join('; ');
}

export interface NamedDevice {
  readonly name: string;
  readonly ifindex: number;
}

/**
 * A device as `ip`, `tc` and `bridge` take it: by its number where its name could not be read, for it is
 * none of UTF-8; or where it cannot be written, as in a batch.
 */
export function deviceWord({ name, ifindex }: NamedDevice, plain = /^[^\ufffd]+$/) {
  return plain.test(name) ? name : `if${ifindex}`;
}

/** In the words that people use: `nsenter -t PID -n`, `ip -n NAME`. Pure. */
export function inShort(argv: readonly string[]): readonly string[] {
  const start = argv.indexOf('nsenter') + 1;
  if (start === 0) return argv;
  const length = argv.slice(start).findIndex((word) => !word.startsWith('--'));
  const options = argv.slice(start, start + length);
  const [before, command] = [argv.slice(0, start - 1), argv.slice(start + length)];
  const netns = /^--net=\/run\/netns\/(.+)$/.exec(options[0] ?? '')?.[1];
  if (netns && options.length === 1) return [...before, ...inNetns(netns, command)];
  return [...before, 'nsenter', ...options.flatMap(shortOption), ...command];
}

function inNetns(name: string, [tool = '', ...words]: readonly string[]): readonly string[] {
  if (['ip', 'tc', 'bridge'].includes(tool)) return [tool, '-n', name, ...words];
  return ['ip', 'netns', 'exec', name, tool, ...words];
}

function shortOption(option: string): readonly string[] {
  const pid = /^--net=\/proc\/(\d+)\/ns\/net$/.exec(option)?.[1];
  if (pid) return ['-t', pid, '-n'];
  const target = /^--target=(\d+)$/.exec(option)?.[1];
  if (target) return ['-t', target];
  return [{ '--mount': '-m', '--net': '-n' }[option] ?? option];
}
