import { InvalidArgumentError, Option } from 'commander';
import type { EngineName } from '../capture/engine.ts';
import type { Backend } from '../labs/lab.ts';
import type { ProbeKind } from '../verdict/join-key.ts';

/** Options that several commands have. Each can also be set by an environment variable. */
export interface LabOptions {
  /** Without it, that of the lab that is up, else netns. */
  readonly backend?: Backend;
  readonly name?: string;
  /** Seconds. */
  readonly timeout?: number;
}

export interface OutputOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export interface ProbeCommandOptions {
  /** Without it, the first that a datapath can be shown with. */
  readonly probe?: ProbeKind;
  readonly count: number;
  readonly interval: number;
  readonly size: number;
  readonly family: 4 | 6;
}

/** The probe that the options ask for. */
export function probeOf({ probe, family, count, interval, size }: ProbeCommandOptions) {
  return { kind: probe ?? null, family, count, intervalMs: interval, size };
}

export function labOptions(): Option[] {
  return [
    option('--backend <backend>', 'where the lab runs (default: netns)').choices([
      ...['netns', 'kind', 'cluster'],
    ]),
    option('--name <name>', 'name of the lab'),
    option('--timeout <seconds>', 'give up after this long (default: 60; kind up: 900)').argParser(
      number(1, 86_400),
    ),
  ];
}

export function outputOptions(): Option[] {
  return [
    option('--json', 'print one JSON document'),
    option('--quiet', 'print nothing but the result'),
    option('--verbose', 'say what is being done'),
  ];
}

export function probeOptions(): Option[] {
  return [
    option('--probe <kind>', 'what to send (default: ping, where it makes sense)').choices([
      ...['ping', 'udp', 'tcp'],
    ]),
    option('--count <n>', 'how many requests').argParser(number(1, 10_000)).default(3),
    option('--interval <ms>', 'time between them').argParser(number(1, 60_000)).default(10),
    option('--size <bytes>', 'of a UDP or TCP message').argParser(number(48, 60_000)).default(64),
    familyOption(),
  ];
}

export function engineOption(): Option {
  const names: readonly EngineName[] = ['tcpdump', 'tap'];
  return option('--engine <name>', 'what captures: tcpdump, or one process of ours (embedded labs)')
    .choices(names)
    .default('tcpdump' satisfies EngineName);
}

export function familyOption(): Option {
  return option('--family <n>', 'IPv4 or IPv6')
    .argParser((text): 4 | 6 => {
      if (text === '4' || text === '6') return Number(text) as 4 | 6;
      throw new InvalidArgumentError('It must be 4 or 6.');
    })
    .default(4);
}

/** An option with its environment variable: `--kind-image` is CNI_LAB_KIND_IMAGE. */
export function option(flags: string, description: string): Option {
  const made = new Option(flags, description);
  return made.env(`CNI_LAB_${made.name().toUpperCase().replaceAll('-', '_')}`);
}

/** An option that may be given several times; in the environment and in cni-lab.yaml, separated by commas. */
export function list(flags: string, description: string): Option {
  return option(flags, description).argParser((text: string, before?: string[]) => [
    ...(before ?? []),
    ...text.split(',').filter(Boolean),
  ]);
}

/** A whole number within bounds. */
export function number(least: number, most: number): (text: string) => number {
  return (text) => {
    const n = Number(text);
    if (/^\d+$/.test(text) && n >= least && n <= most) return n;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
