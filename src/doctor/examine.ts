import { localRunner } from '../host/local-runner.ts';
import { toolVersions } from '../host/tool-versions.ts';
import { dockerRunner } from '../labs/kind/kind-cli.ts';
import { probeFeatures } from '../labs/netns/features.ts';
import type { Finding } from './check-up.ts';
import {
  checkBtf,
  checkCapabilities,
  checkDisk,
  checkKernel,
  checkRoot,
  checkTools,
} from './host-checks.ts';
import { checkFeatures } from './kernel-checks.ts';
import { checkKind } from './kind-checks.ts';

/** Looks at everything that labs need here. */
export async function examine(folder: string): Promise<Finding[]> {
  if (process.platform !== 'linux') return [checkRoot()]; // which says so
  const [versions, kind] = await Promise.all([toolVersions(localRunner), checkKind(dockerRunner)]);
  const first = [
    checkKernel(),
    checkRoot(),
    checkCapabilities(),
    ...checkTools(versions),
    checkBtf(),
    checkDisk(folder),
  ];
  // only root with its tools can ask the kernel; without, that is what has to be mended first
  const able = first.every((finding) => finding.ok !== false);
  const features = able ? checkFeatures(await probeFeatures()) : [];
  return [...first, ...features, ...kind];
}
