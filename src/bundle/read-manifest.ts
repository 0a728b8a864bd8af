import { isSafePath } from './entry-path.ts';
import { BUNDLE_SCHEMA, type Manifest } from './manifest.ts';
import { manifestSchema } from './manifest-schema.ts';
import { refusal } from './refusal.ts';

/** @throws LabError E_BUNDLE unless it is a manifest whose every path is safe and stands in it once */
export function readManifest(text: string): Manifest {
  const manifest = checked(text);
  const seen = new Set<string>(['manifest.json']);
  for (const { path, size } of manifest.entries) {
    if (!isSafePath(path)) throw refusal(`its manifest has a path that leads elsewhere: ${path}`);
    if (seen.has(path)) throw refusal(`its manifest has ${path} twice`);
    if (size < 0) throw refusal(`its manifest has a size below nothing: ${path}`);
    seen.add(path);
  }
  return manifest;
}

function checked(text: string): Manifest {
  let document: { schema?: unknown } | null;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw refusal('its manifest is not JSON', cause);
  }
  if (typeof document?.schema === 'string' && document.schema !== BUNDLE_SCHEMA) {
    throw refusal(`it is of the kind ${document.schema}; this cni-lab reads ${BUNDLE_SCHEMA}`);
  }
  const { success, data, error } = manifestSchema.safeParse(document);
  if (success) return data as Manifest;
  const first = error.issues[0];
  throw refusal(`its manifest has a mistake at ${first?.path.join('.')}: ${first?.message}`);
}
