import { setImmediate } from 'node:timers/promises';
import type { Capture, CaptureSession } from '../capture/engine.ts';
import { tcpdumpEngine } from '../capture/tcpdump-engine.ts';
import { claims } from '../datapaths/catalogue.ts';
import { askedIn, claimOf, type Datapath } from '../datapaths/datapath.ts';
import { passageOf, type Topology } from '../datapaths/topology.ts';
import type { Lab, Tap } from '../labs/lab.ts';
import { Phases } from '../phases.ts';
import { pooled } from '../pooled.ts';
import { type Sent, sendProbe } from '../probes/send-probe.ts';
import { liveWhenReady, type Run, type RunOptions } from '../run.ts';
import { type Identification, identify } from '../verdict/identify.ts';
import { sequencesOf } from '../verdict/join-key.ts';
import { judge } from '../verdict/judge.ts';
import { observe } from '../verdict/observe.ts';
import { likeness } from './likeness.ts';
import { type PairCapture, pairCaptures } from './pair-captures.ts';
import { pairEvidence } from './pair-evidence.ts';
import { byName, type PairLab, pairLabs } from './pair-lab.ts';

/** Pairs that are probed side by side. */
const AT_ONCE = 32;

/**
 * The way of `run`, for many pairs of pods in one lab: captured once, probed side by side, each judged by itself.
 * @param pairs each pair's topology, by roles
 * @returns a run for each pair
 * @throws LabError, CommandError
 */
export async function runPairs(
  datapath: Datapath,
  pairs: readonly Topology[],
  makeLab: () => Promise<Lab>,
  release: (lab: Lab) => Promise<void>,
  { probe, others = [], engine = tcpdumpEngine, signal, onPhase }: RunOptions,
): Promise<Run[]> {
  const phases = new Phases(onPhase);
  const lab = await phases.time('lab', makeLab);
  const claim = claimOf(datapath, probe.family, 'embedded');
  let session: CaptureSession | undefined;
  let ending: Promise<unknown> | undefined;
  const end = () => {
    ending ??= Promise.all([session?.stop(), release(lab)]);
    return ending;
  };
  try {
    const starting = engine.start(lab, signal);
    session = await phases.time('capture', () => liveWhenReady(starting, lab.ready));
    const labs = pairLabs(lab, pairs);
    const { taps, sent, evidence, known } = await phases.time('probe', async () => {
      const taps = await lab.taps();
      const [sent, known] = await Promise.all([
        pooled(labs, AT_ONCE, (pair) => sendProbe(pair.lab, probe, signal)),
        setImmediate().then(() => claims(probe.family, 'embedded', others)),
      ]);
      const flows = sent.map(({ flow }) => flow);
      return { taps, sent, known, evidence: await pairEvidence(lab, labs, taps, flows) };
    });
    const captures = await phases.time('drain', () => session!.drain(taps));
    end().catch(() => {}); // takes its time, while the rest goes on; awaited below
    await setImmediate();
    return await phases.time('judge', async () => {
      const guesses = new Map<string, Identification>();
      const whole = byName(taps);
      return sorted(labs, sent, captures).map(({ pair, outcome, canaries, captures }, i): Run => {
        const { topology, name, backend } = pair.lab;
        const passage = passageOf(topology);
        const told = { sequences: sequencesOf(probe.count), canaries, asked: askedIn(passage) };
        const observation = observe({ ...outcome, ...told }, captures);
        const verdict = judge(observation, evidence[i]!, claim);
        const word = likeness(observation, evidence[i]!, topology);
        const identification = guesses.get(word) ?? identify(observation, evidence[i]!, known);
        guesses.set(word, identification);
        const places = tapsBehind(captures, whole);
        return {
          ...{ datapath, pair: pair.number, others, identification },
          lab: {
            ...{ name, backend, datapath: lab.datapath, topology, taps: places },
            namespaces: places.map((tap) => lab.namespace(tap.place)),
          },
          probe: { ...probe, outcome },
          engine: { by: session!.by, ...(session!.because && { because: session!.because }) },
          ...{ canaries, captures, evidence: evidence[i]!, observation, verdict },
          phasesMs: phases.ms,
        };
      });
    });
  } finally {
    await phases.time('teardown', end);
  }
}

/** Each pair with what was sent, the canaries that hold for it, and its captures. */
function sorted(labs: readonly PairLab[], sent: readonly Sent[], captures: readonly Capture[]) {
  const captured = new Map(captures.map((capture) => [capture.tap, capture]));
  const [first] = sent; // who shows that what all pairs have can see
  const through = labs.map((pair, i) => {
    const { outcome, canaries } = sent[i]!;
    const all = i === 0 ? canaries : [...first!.canaries, ...canaries];
    return { pair, outcome, key: outcome.key, canaries: all };
  });
  const byPair = pairCaptures(through, captured);
  return through.map((one, i) => ({ ...one, captures: byPair[i]! }));
}

/** The tap of each capture, in the place that the whole lab knows it by. */
function tapsBehind(captures: readonly PairCapture[], whole: ReadonlyMap<string, Tap>): Tap[] {
  return captures.map(({ name, tap }) => ({ ...whole.get(name)!, name: tap }));
}
