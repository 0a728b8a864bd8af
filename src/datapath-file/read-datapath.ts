import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { Datapath } from '../datapaths/datapath.ts';
import type { OwnObject } from '../datapaths/program.ts';
import type { Family, Topology } from '../datapaths/topology.ts';
import { LabError } from '../errors.ts';
import type { Signature } from '../verdict/signature.ts';
import { isFileName } from './file-name.ts';
import { type DatapathFile, fileSchema } from './file-schema.ts';
import { meaningProblems } from './meaning-problems.ts';
import { type Position, positionOf } from './positions.ts';
import type { Problem } from './problem.ts';
import { shapeProblems } from './shape-problems.ts';
import { surroundingProblems } from './surrounding-problems.ts';
import { programMeant, type Surroundings } from './surroundings.ts';
import { textProblems } from './text-problems.ts';
import type { FamilyTopology } from './topology-schema.ts';

/**
 * A datapath of the user's own, from the text of its file.
 * @param file its path, as it is to be shown; others that it names are found from there
 * @throws LabError E_DATAPATH_FILE with line, column, and what was expected there
 */
export function readDatapath(text: string, file: string, around: Surroundings): Datapath {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw refused(file, { line, column: col }, error.message, 'well-formed YAML');
  }
  const data = contentOf(document, file);
  const outcome = fileSchema.safeParse(data);
  const folder = dirname(file);
  const nearby: Surroundings = {
    isThere: (path) => around.isThere(from(folder, path)),
    programsIn: (path) => around.programsIn(from(folder, path)),
  };
  const found: readonly Problem[] = [
    ...textProblems(data),
    ...(outcome.success
      ? [...meaningProblems(outcome.data), ...surroundingProblems(outcome.data, nearby)]
      : shapeProblems(fileSchema, data, outcome.error.issues)),
  ];
  if (outcome.success && found.length === 0) return datapathOf(outcome.data, file, nearby);
  const placed = found
    .map((problem) => ({
      ...problem,
      at: positionOf(document, lines, problem.path, problem.isKey),
    }))
    .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  const [first, ...others] = placed;
  throw refused(
    file,
    first!.at,
    first!.message,
    first!.expected,
    others.map(({ at }) => at.line),
  );
}

/** @throws LabError E_DATAPATH_FILE where an alias has no anchor, or too many anchors */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const start = { line: 1, column: 1 };
    throw refused(file, start, (error as Error).message, 'aliases (*NAME) of anchors (&NAME)');
  }
}

function refused(
  file: string,
  { line, column }: Position,
  message: string,
  expected: string,
  others: readonly number[] = [],
): LabError {
  const more = [...new Set(others)].filter((other) => other !== line);
  const rest = more.length > 0 ? `; more is wrong at line ${more.slice(0, 5).join(', ')}` : '';
  return new LabError('E_DATAPATH_FILE', {
    message: `${file}:${line}:${column}: ${message}`,
    why: `expected there: ${expected}${rest}`,
    mend: `edit ${file}:${line}:${column}`,
  });
}

function datapathOf(
  { topology, routes, ...file }: DatapathFile,
  path: string,
  nearby: Surroundings,
): Datapath {
  const folder = dirname(path);
  const topologies = Object.entries(topology).map(([key, value]) => {
    const family = Number(key) as Family;
    return [family, topologyOf(value as FamilyTopology, family, folder, nearby)] as const;
  });
  const [[, only]] = topologies as [[Family, Topology]];
  const taps = only.taps.map((tap) => tap.name);
  return {
    ...file,
    families: topologies.map(([family]) => family),
    // who asks for its shape alone may ask for a family that it has not
    topology: (family) => topologies.find(([of]) => of === family)?.[1] ?? only,
    ...(routes && { routes: (family) => routes[family] ?? [] }),
    signature: withSameChoices(Object.fromEntries(taps.map((tap) => [tap, file.signature[tap]!]))),
    control: isFileName(file.control) ? from(folder, file.control) : file.control,
    file: path,
  };
}

/** With objects of the user's by their whole path, and their programs as the objects have them. */
function topologyOf(
  topology: FamilyTopology,
  family: Family,
  folder: string,
  nearby: Surroundings,
): Topology {
  const isOwn = (object: string) => object.endsWith('.o');
  const whole = (object: string) => resolve(folder, object) as OwnObject;
  const { programs, socketPrograms } = topology;
  return {
    ...topology,
    family,
    programs: programs.map((program) => {
      if (!isOwn(program.object)) return program;
      const { section, name } = programMeant(nearby.programsIn(program.object)!, program)!;
      return { ...program, object: whole(program.object), section, program: name };
    }),
    ...(socketPrograms && {
      socketPrograms: socketPrograms.map((program) =>
        isOwn(program.object) ? { ...program, object: whole(program.object) } : program,
      ),
    }),
  };
}

/** Choices of the same steps are one choice: wherever it stands, the same one must have been taken. */
function withSameChoices(signature: Signature): Signature {
  const choices = new Map<string, object>();
  const one = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(one);
    const copy = Object.fromEntries(Object.entries(value).map(([key, v]) => [key, one(v)]));
    if (!('anyOf' in copy)) return copy;
    const key = JSON.stringify(copy);
    if (!choices.has(key)) choices.set(key, copy);
    return choices.get(key);
  };
  return one(signature) as Signature;
}

function from(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}
