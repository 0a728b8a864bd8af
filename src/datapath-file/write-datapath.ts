import { Document, isMap, isScalar, isSeq, type Pair, visit } from 'yaml';
import { type Datapath, familiesOf } from '../datapaths/datapath.ts';
import { fileSchema } from './file-schema.ts';
import { descriptionOf } from './schema-walk.ts';

const WIDTH = 100;

/** A datapath as a file to start one's own from: its name is changed, all else is as it was. Pure. */
export function writeDatapath(datapath: Datapath): string {
  const document = new Document(fileOf(datapath), { aliasDuplicateObjects: false });
  const top = document.contents;
  if (isMap(top)) for (const [i, pair] of top.items.entries()) explain(pair as Pair, i > 0);
  shorten(document);
  document.commentBefore = [
    ` ${datapath.name} of the catalogue, as a file: cni-lab verify FILE`,
    ' docs/your-own-datapath.md says more; schema/datapath.schema.json is for editors.',
  ].join('\n');
  return document.toString({ lineWidth: WIDTH, flowCollectionPadding: true });
}

/** In the order of the schema; what is empty goes without saying. */
function fileOf(datapath: Datapath): Record<string, unknown> {
  const families = familiesOf(datapath);
  const topology = new Map(
    families.map((family) => {
      const { family: _, ...lab } = datapath.topology(family);
      return [family, withoutEmpty(lab)] as const;
    }),
  );
  const all: Record<string, unknown> = {
    ...datapath,
    name: `my/${datapath.name.replace('/', '-')}`,
    topology,
    ...(datapath.routes && { routes: new Map(families.map((f) => [f, datapath.routes!(f)])) }),
  };
  const keys = Object.keys(fileSchema._zod.def.shape);
  return Object.fromEntries(keys.flatMap((key) => (key in all ? [[key, all[key]]] : [])));
}

/** Lists and maps that are empty in a file where they are not there. */
const OF_THEMSELVES = ['addresses', 'neighbours', 'programs', 'routes', 'services', 'sysctls'];

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const isEmpty = (inner: unknown) =>
    typeof inner === 'object' && inner !== null && Object.keys(inner).length === 0;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      OF_THEMSELVES.includes(key) && isEmpty(inner) ? [] : [[key, withoutEmpty(inner)]],
    ),
  );
}

/** Above each field what it means. */
function explain({ key }: Pair, isFurther: boolean): void {
  if (!isScalar(key)) return;
  const field = fileSchema._zod.def.shape[key.value as keyof typeof fileSchema._zod.def.shape];
  const said = descriptionOf(field);
  if (said) key.commentBefore = ` ${said}`;
  key.spaceBefore = isFurther;
}

/** What fits on a line stands on one; what has lines keeps them. */
function shorten(document: Document): void {
  visit(document, (_, node, parents) => {
    if (isScalar(node) && String(node.value).includes('\n')) node.type = 'BLOCK_LITERAL';
    if (!isMap(node) && !isSeq(node)) return undefined;
    const text = JSON.stringify(node.toJS(document));
    const indent = parents.filter((parent) => isMap(parent) || isSeq(parent)).length * 2;
    const width = indent + text.replaceAll(/"/g, '').replaceAll(/[,:{}[\]]/g, '$& ').length;
    if (text.includes('\\n') || width > WIDTH) return undefined;
    node.flow = true;
    return visit.SKIP;
  });
}
