import { publishedSchema } from './published-schema.ts';

const complaintsOf = publishedSchema('run');

/** What the program printed, and if that is a run document, then one as published. @throws otherwise */
export function checkedRun<T extends { readonly stdout: string }>(ended: T): T {
  const document = parsed(ended.stdout);
  if (document?.schema !== 'cni-lab/run/1') return ended;
  const complaints = complaintsOf(document);
  if (complaints.length > 0) throw new Error(`not by schema/run.schema.json: ${complaints}`);
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
