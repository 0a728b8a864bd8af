import { readFileSync } from 'node:fs';
import { type Hop, hopsOf } from '../../src/verdict/hop.ts';
import type { ProbeKey } from '../../src/verdict/join-key.ts';
import { type KernelEvent, parseKernelEvent } from '../../src/verdict/kernel-event.ts';
import type { Observation } from '../../src/verdict/observation.ts';
import { observe } from '../../src/verdict/observe.ts';
import { readRun } from './recorded-runs.ts';

const FOLDER = new URL('../fixtures/traces/', import.meta.url);

/** What native/trace.c told of a run, and what its taps saw (scripts/record-traces.mjs). */
export interface RecordedTrace {
  readonly lines: readonly string[];
  readonly events: readonly KernelEvent[];
  readonly key: ProbeKey;
  readonly hops: readonly Hop[];
  readonly observation: Observation;
  readonly taps: readonly {
    readonly name: string;
    readonly place: string;
    readonly device: string;
  }[];
}

/** @param name of its folder: `cilium-same-node` */
export function recordedTrace(name: string): RecordedTrace {
  const folder = new URL(`${name}/`, FOLDER);
  const { sent, captures, datapath, family } = readRun(folder);
  const text = readFileSync(new URL('trace.jsonl', folder), 'utf8');
  const lines = text.trimEnd().split('\n');
  const events = lines.flatMap((line) => parseKernelEvent(line) ?? []);
  const key = sent.key as ProbeKey;
  const taps = datapath
    .topology(family)
    .taps.map(({ name, namespace, device }) => ({ name, place: namespace, device }));
  const observation = observe(sent, captures);
  return { lines, events, key, hops: hopsOf(events, key), observation, taps };
}
