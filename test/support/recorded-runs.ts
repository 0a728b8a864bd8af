import { readdirSync, readFileSync } from 'node:fs';
import { flowOf } from '../../src/analyze/flow.ts';
import { CATALOGUE, findDatapath } from '../../src/datapaths/catalogue.ts';
import { askedIn, claimOf, type Datapath } from '../../src/datapaths/datapath.ts';
import { type Family, passageOf, type TapPoint } from '../../src/datapaths/topology.ts';
import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import type { RunDocument } from '../../src/report/run-document.ts';
import type { Evidence } from '../../src/verdict/evidence.ts';
import type { JoinKey } from '../../src/verdict/join-key.ts';
import { judge, type Verdict } from '../../src/verdict/judge.ts';
import type { Observation, TapObservation } from '../../src/verdict/observation.ts';
import { observe, type SentProbe, type TapCapture } from '../../src/verdict/observe.ts';
import { readFramesOf } from './read-frames.ts';
import { tapMac } from './tap-mac.ts';

/** What the judge gets to see of a run. */
export interface Recording {
  readonly sent: SentProbe;
  readonly captures: readonly TapCapture[];
}

/** A good run as scripts/record-runs.mjs kept it. */
export interface RecordedRun extends Recording {
  /** `cilium/same-node ping IPv4` */
  readonly title: string;
  readonly datapath: Datapath;
  readonly family: Family;
  readonly document: RunDocument;
}

const FOLDER = new URL('../fixtures/runs/', import.meta.url);

/** Each is read when more than its name is asked for. */
export const RUNS: readonly RecordedRun[] = foldersIn(FOLDER).flatMap((name) => {
  const datapath = CATALOGUE.find((one) => one.name.replace('/', '-') === name);
  if (!datapath) throw new Error(`runs/${name} is of no datapath of the catalogue`);
  return foldersIn(new URL(`${name}/`, FOLDER)).map((probe) => {
    const [kind, family] = probe.split('-');
    return readWhenAsked(
      {
        title: `${datapath.name} ${kind} IPv${family}`,
        family: Number(family) as Family,
        ...(!datapath.backends && { datapath }),
      },
      () => readRun(new URL(`${name}/${probe}/`, FOLDER)),
    );
  });
});

function readWhenAsked(known: Partial<RecordedRun>, read: () => RecordedRun): RecordedRun {
  let run: RecordedRun | undefined;
  const get = <K extends keyof RecordedRun>(key: K) => ({
    enumerable: true,
    get: () => {
      run ??= read();
      return run[key];
    },
  });
  const fields = ['datapath', 'document', 'sent', 'captures'] as const;
  const rest = fields.filter((key) => !(key in known)).map((key) => [key, get(key)]);
  return Object.defineProperties(known, Object.fromEntries(rest)) as RecordedRun;
}

/** The run of that title. */
export function recordedRun(title: string): RecordedRun {
  const found = RUNS.find((run) => run.title === title);
  if (!found) throw new Error(`no run named "${title}" was recorded`);
  return found;
}

/** What is made of it. A capture that a test left as it was is not looked at again. */
export function observed({ sent, captures }: Recording): Observation {
  return { ...observe(sent, []), taps: captures.map((capture) => observedTap(sent, capture)) };
}

function observedTap(sent: SentProbe, capture: TapCapture): TapObservation {
  const known = OBSERVED.get(capture) ?? new Map<SentProbe, TapObservation>();
  OBSERVED.set(capture, known);
  const tap = known.get(sent) ?? observe(sent, [capture]).taps[0]!;
  known.set(sent, tap);
  return tap;
}

const OBSERVED = new WeakMap<TapCapture, Map<SentProbe, TapObservation>>();

/** Judges a run, or what a test made of it, by its own signature unless another is said. */
export function judged(
  run: RecordedRun,
  recording: Recording = run,
  datapath: Datapath = run.datapath,
  evidence: Evidence | null = null,
): Verdict {
  return judge(observed(recording), evidence, claimOf(datapath, run.family));
}

/** The run in a folder as scripts/record-runs.mjs keeps them. */
export function readRun(folder: URL): RecordedRun {
  const document = JSON.parse(readFileSync(new URL('run.json', folder), 'utf8')) as RunDocument;
  const [result] = document.results;
  const { kind, family, count, answered } = result!.probe!;
  const datapath = findDatapath(result!.datapath);
  const topology = datapath.topology(family);
  const passage = passageOf(topology);
  const captures = topology.taps.map((tap): TapCapture => {
    const { kernelDrops } = result!.taps.find((t) => t.tap === tap.name)!;
    return {
      tap: tap.name,
      device: tap.device,
      mac: tapMac(topology, tap),
      frames: readFramesOf(new URL(`${tap.name.replace('/', '-')}.pcap`, folder)),
      fault: null,
      kernelDrops,
    };
  });
  const sent: SentProbe = {
    key: keyOf(kind, captures[0]!.frames),
    sequences: Array.from({ length: count }, (_, i) => i + 1),
    answered,
    complaint: '',
    canaries: topology.taps.flatMap((tap) => canaryKeys(tap, captures)),
    asked: askedIn(passage),
    ...(passage.service && { service: passage.service }),
  };
  const title = `${datapath.name} ${kind} IPv${family}`;
  const run = { title, datapath, family, document, sent, captures };
  return datapath.backends ? { ...run, datapath: asTaken(run) } : run;
}

/** Of the ways that will do, the one that chance took. */
function asTaken({ datapath, family, sent, captures }: RecordedRun): Datapath {
  const { signature } = judge(observe(sent, captures), null, claimOf(datapath, family));
  return { ...datapath, signature };
}

/** run.json does not tell the nonce, the probe's own packets do. */
function keyOf(kind: JoinKey['kind'], frames: readonly Frame[]): JoinKey {
  const flows = frames.map((frame) => flowOf(decode(frame)));
  const first = flows.findIndex((flow) => flow?.key.kind === kind);
  if (kind !== 'ping') return flows[first]!.key;
  return { kind, nonce: echoNonce(frames[first]!), id: null };
}

/** A tap with a canary leaves nothing of the probe to be seen: any echo on it is its canary's. */
function canaryKeys(tap: TapPoint, captures: readonly TapCapture[]): JoinKey[] {
  if (!tap.canary) return [];
  const { frames } = captures.find((capture) => capture.tap === tap.name)!;
  const echo = frames.find((frame) => flowOf(decode(frame))?.key.kind === 'ping');
  return echo ? [{ kind: 'ping', nonce: echoNonce(echo), id: null }] : [];
}

/** The pattern that `ping -p` fills the payload with: eight bytes, again and again. */
function echoNonce(frame: Frame): string {
  return Buffer.from(decode(frame).payload.slice(-8)).toString('hex');
}

function foldersIn(folder: URL): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
