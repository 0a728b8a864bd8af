import type { Datapath } from '../../datapaths/datapath.ts';
import { LabError } from '../../errors.ts';
import { explainFailure } from '../../host/explain-failure.ts';
import { requireLabHost } from '../../host/preflight.ts';
import { findTool, LAB_TOOLS, missingTool } from '../../host/tools.ts';
import { type FeatureReport, probeFeatures } from './features.ts';
import { KERNEL_PARTS } from './kernel-parts.ts';
import { requireLabPrivilege } from './lab-privilege.ts';

/** For each datapath why it cannot run here, or null if it can. */
export async function whyNotHere(datapaths: readonly Datapath[]): Promise<(string | null)[]> {
  try {
    requireLabHost(LAB_TOOLS, 'run');
    const features = await probeFeatures();
    return datapaths.map((datapath) => lacking(datapath, features));
  } catch (error) {
    const failure = explainFailure(error);
    if (failure instanceof LabError && failure.exitCode !== 3) throw failure;
    return datapaths.map(() => `${failure.message}; try: ${failure.mend}`);
  }
}

function lacking(datapath: Datapath, features: FeatureReport): string | null {
  const forbidden = whyForbidden(datapath);
  if (forbidden !== null) return forbidden;
  const missing = datapath.needs.flatMap((need) => {
    const why = features.get(need);
    const option = KERNEL_PARTS[need]?.option;
    return why ? [`the kernel has no ${need}${option ? `, ${option}` : ''} (${why})`] : [];
  });
  const absent = (datapath.tools ?? []).filter((tool) => !findTool(tool)).map(missingTool);
  const reasons = [...missing, ...absent.map(({ message, mend }) => `${message}; try: ${mend}`)];
  return reasons.length > 0 ? reasons.join('; ') : null;
}

function whyForbidden({ topology }: Datapath): string | null {
  try {
    requireLabPrivilege(topology(4));
    return null;
  } catch (error) {
    if (error instanceof LabError) return error.message;
    throw error;
  }
}
