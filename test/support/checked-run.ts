import { publishedSchema } from './published-schema.ts';

/** Documents that have a schema of their own, by what they say they are. */
const SCHEMAS: Readonly<Record<string, 'run' | 'bench'>> = {
  'cni-lab/run/1': 'run',
  'cni-lab/bench/1': 'bench',
};

/** What the program printed, and if that is a run or bench document, then one as published. @throws otherwise */
export function checkedRun<T extends { readonly stdout: string }>(ended: T): T {
  const document = parsed(ended.stdout);
  const name = SCHEMAS[String(document?.schema)];
  if (name === undefined) return ended;
  const complaints = publishedSchema(name)(document);
  if (complaints.length > 0) throw new Error(`not by schema/${name}.schema.json: ${complaints}`);
  return ended;
}

function parsed(stdout: string): { schema?: unknown } | null {
  if (!stdout.startsWith('{')) return null;
  try {
    return JSON.parse(stdout);
  } catch {
    return null; // several of them, or other text
  }
}
