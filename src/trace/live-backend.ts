import { LabError } from '../errors.ts';
import type { Backend } from '../labs/lab.ts';
import { labRecord } from '../labs/lab-record.ts';

/** Where to trace: a kind lab unless a cluster is asked for. @throws LabError E_USAGE for an embedded lab */
export function liveBackend({
  backend,
  name,
}: {
  readonly backend?: Backend;
  readonly name?: string;
}): Exclude<Backend, 'netns'> {
  const found = backend ?? (name ? labRecord(name)?.backend : undefined) ?? 'kind';
  if (found !== 'netns') return found;
  throw new LabError('E_USAGE', {
    message: 'an embedded lab cannot be traced yet',
    why: 'there are no agents in it whose monitor could be read',
    mend: 'cni-lab trace --backend kind, or --backend cluster',
  });
}
