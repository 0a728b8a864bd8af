import type { Datapath } from '../datapaths/datapath.ts';
import { LabError } from '../errors.ts';
import { isFile } from '../host/read-file.ts';
import { BEARS } from '../packets/glance.ts';
import { allFlows } from './all-flows.ts';
import { type Analysis, analyze } from './analyze.ts';
import { type ChosenTap, chooseTaps } from './choose-taps.ts';
import type { Flow } from './flow.ts';
import { followed, type RequestRange } from './followed.ts';
import { type FlowChoice, pickFlows } from './pick-flows.ts';
import { type Capture, readCapture, readFlows } from './read-captures.ts';
import { readLinks, type Source, sourceOf } from './sources.ts';
import type { TapArgument } from './tap-arguments.ts';
import { type FoundFlow, onlyFlow } from './tap-file.ts';

export interface AnalyzeRequest {
  readonly files: readonly TapArgument[];
  readonly datapath: Datapath;
  readonly choice: FlowChoice;
  /** `LINKS` or `CAPTURE=LINKS`: files with what `ip -j link` printed. */
  readonly links: readonly string[];
  /** Which of a flow's requests; all without it. */
  readonly range?: RequestRange;
}

/** What came of the files. */
export interface Outcome {
  /** Every flow in them, the fullest first. */
  readonly found: readonly FoundFlow[];
  /** Those that were chosen, judged or why they could not be. */
  readonly judged: readonly (FoundFlow & { readonly outcome: Analysis | LabError })[];
}

/** So many flows are judged with one command. */
const MOST_FLOWS = 50;

const BORNE = { ping: BEARS.ECHO, tcp: BEARS.TCP, udp: BEARS.UDP } as const;

/**
 * Reads the files once for the flows that are in them, and, where they are too long to be kept, once more for
 * those that are judged. Memory does not grow with the files.
 * @throws LabError E_BAD_PCAP, E_FILE, E_NO_FLOW, E_ROLES, E_USAGE
 */
export async function analyzeFiles(request: AnalyzeRequest): Promise<Outcome> {
  const sources = request.files.map(sourceOf);
  const paths = [...new Set(sources.map(({ path }) => path))];
  const links = readLinks(request.links, paths);
  const captures: Capture[] = [];
  for (const path of paths) captures.push(await readCapture(path, links.get(path)));
  const taps = captures.flatMap((c) => chooseTaps(c, sources, links.get(c.path)));
  const packets = captures.reduce((sum, capture) => sum + capture.packets, 0);
  const found = allFlows(taps);
  const picked = pickFlows(found, request.choice, packets).slice(0, MOST_FLOWS);
  const flows = picked.map(({ flow }) => flow);
  const cut = new Set(flows.filter((flow) => lacksSome(captures, taps, flow)));
  const whole = cut.size > 0 ? await readAgain(captures, taps, flows, cut) : taps;
  const given = tapsOf(sources);
  const judged = picked.map((one) => {
    const outcome = attempt(() => analyze(whole, given, request.datapath, one.flow, request.range));
    if (outcome instanceof LabError && request.choice.how !== 'each') throw outcome;
    const isWhole = outcome instanceof LabError || !cut.has(one.flow);
    return { ...one, outcome: isWhole ? outcome : { ...outcome, isCut: true } };
  });
  return { found, judged };
}

/** Whether frames of a flow may not have been kept. */
function lacksSome(captures: readonly Capture[], taps: readonly ChosenTap[], flow: Flow): boolean {
  const cut = captures.filter(({ leftOut }) => leftOut.has(BORNE[flow.key.kind]));
  if (cut.length === 0 || flow.key.kind !== 'ping') return cut.length > 0;
  // a ping is known by its addresses: nobody has to guess which frames are of it
  const [frame] = taps.flatMap((tap) => onlyFlow(tap, flow).frames.slice(0, 1));
  return !frame || cut.some((capture) => capture.lacks(frame));
}

function tapsOf(sources: readonly Source[]): Map<string, string> {
  return new Map(sources.flatMap(({ file, tap }) => (tap === null ? [] : [[file, tap] as const])));
}

/** The same taps with all packets of these flows: of what was kept at first, some are missing. */
async function readAgain(
  captures: readonly Capture[],
  taps: readonly ChosenTap[],
  flows: readonly Flow[],
  cut: ReadonlySet<Flow>,
): Promise<ChosenTap[]> {
  const wanted = flows.map((flow) => ({
    ...{ flow, sequences: new Set(followed(taps, flow, cut.has(flow)).sequences) },
  }));
  const whole = new Map<string, ChosenTap[]>();
  for (const { path } of captures) {
    if (!isFile(path)) throw onlyOnce(path);
    const frames = await readFlows(path, wanted);
    const own = taps.filter((tap) => tap.path === path);
    whole.set(
      path,
      own.map((tap) => ({ ...tap, frames: frames.get(tap.device) ?? [] })),
    );
  }
  return [...whole.values()].flat();
}

function attempt(act: () => Analysis): Analysis | LabError {
  try {
    return act();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
}

function onlyOnce(path: string): LabError {
  return new LabError('E_FILE', {
    message: `${path} can be read only once`,
    why: 'it is no regular file, and holds more packets than are kept in memory',
    mend: `cat ${path} >capture.pcap, and analyze that`,
  });
}
