import { join, normalize } from 'node:path';
import { LabError } from '../errors.ts';
import { isFile, readBytes, readTextIfThere } from '../host/read-file.ts';
import { readFrames } from '../packets/capture-reader.ts';
import type { Frame } from '../packets/frame.ts';
import { PacketError } from '../packets/packet-error.ts';
import type { ResultDocument, RunDocument } from '../report/run-document.ts';
import type { TapCapture } from '../verdict/observe.ts';

const SCHEMA = 'cni-lab/run/';
const MAJOR = 1;

/** A run folder, opened: reports are made from it and nothing else. */
export interface SavedRun {
  readonly document: RunDocument;
  /** What each tap of a result captured, in the result's order. @throws LabError E_RUN_FOLDER */
  captures(result: ResultDocument): Promise<TapCapture[]>;
}

/**
 * Opens a folder that a verification left, here or on another machine.
 * @param path of the folder, or of its run.json
 * @throws LabError E_RUN_FOLDER that names the file, and what is missing or wrong in it
 */
export async function openRun(path: string): Promise<SavedRun> {
  const folder = path.endsWith('run.json') && isFile(path) ? join(path, '..') : path;
  const file = join(folder, 'run.json');
  const text = readTextIfThere(file);
  if (text === null) {
    throw refused(`${folder} is no run folder`, `there is no ${file}`, 'ls cni-lab-runs');
  }
  const document = await documentIn(file, parsed(file, text));
  return {
    document,
    captures: (result) =>
      Promise.all(
        result.taps.map(async (tap, i): Promise<TapCapture> => {
          const { mac = null, fault = null, clock } = result.replay?.taps[i] ?? {};
          return {
            ...{ tap: tap.tap, device: tap.device, mac, fault, kernelDrops: tap.kernelDrops },
            ...(clock !== undefined && { clock }),
            frames: await framesIn(folder, tap.pcap),
          };
        }),
      ),
  };
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = `${(error as Error).message}, in ${text.length} characters`;
    throw refused(`${file} is damaged`, `it is no JSON: ${why}`, AGAIN);
  }
}

async function documentIn(file: string, content: unknown): Promise<RunDocument> {
  const { schema } = (content ?? {}) as { schema?: unknown };
  if (typeof schema !== 'string' || !schema.startsWith(SCHEMA)) {
    throw refused(`${file} is no run of cni-lab`, `its "schema" is not ${SCHEMA}${MAJOR}`, AGAIN);
  }
  const major = Number(schema.slice(SCHEMA.length));
  if (major > MAJOR) {
    throw refused(
      `${file} is of a newer cni-lab`,
      `its schema is ${schema}; this one reads ${SCHEMA}${MAJOR}`,
      'npm install -g cni-lab@latest',
    );
  }
  const { runSchema } = await import('./run-schema.ts');
  const { cniSchema } = await import('./cni-schema.ts');
  const outcome = runSchema.safeParse(content);
  const cni = outcome.success ? cniSchema.safeParse(outcome.data.environment.cni) : null;
  // codes of findings and failures may be a newer one's: to a reader they are words
  if (outcome.success && cni?.success) return outcome.data as RunDocument;
  const [issue] = (outcome.error ?? cni!.error)!.issues;
  const path = [...(outcome.success ? ['environment', 'cni'] : []), ...(issue?.path ?? [])];
  const place = path.join('.') || 'the document';
  throw refused(`${file} is damaged`, `${place}: ${issue?.message}`, AGAIN);
}

async function framesIn(folder: string, pcap: string): Promise<Frame[]> {
  const inside = normalize(pcap);
  if (inside.startsWith('..') || inside.startsWith('/')) {
    throw refused(`run.json names a capture outside its folder: ${pcap}`, NO_TRUST, AGAIN);
  }
  const file = join(folder, inside);
  if (!isFile(file)) {
    throw refused(`${file} is missing`, 'run.json names it as what a tap captured', AGAIN);
  }
  const frames: Frame[] = [];
  try {
    for await (const frame of readFrames(readBytes(file))) frames.push(frame);
  } catch (error) {
    if (!(error instanceof PacketError)) throw error;
    const why = `${error.message}, after ${frames.length} good packets`;
    throw refused(`${file} is damaged`, why, AGAIN);
  }
  return frames;
}

const AGAIN = 'copy the whole folder again, or make a new one: cni-lab verify --out DIR';
const NO_TRUST = 'a run folder is read from nowhere else';

function refused(message: string, why: string, mend: string): LabError {
  return new LabError('E_RUN_FOLDER', { message, why, mend });
}
