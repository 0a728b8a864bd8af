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
  checkSystem,
  checkTools,
  checkUserNamespace,
} from './host-checks.ts';
import { checkFeatures } from './kernel-checks.ts';
import { checkKind } from './kind-checks.ts';

/** Looks at everything that labs need here. */
export async function examine(folder: string): Promise<Finding[]> {
  if (process.platform !== 'linux') return [checkSystem()]; // which says so
  const [versions, userNamespace, kind] = await Promise.all([
    toolVersions(localRunner),
    checkUserNamespace(localRunner),
    checkKind(dockerRunner),
  ]);
  const first = [
    checkKernel(),
    checkCapabilities(),
    userNamespace,
    ...checkTools(versions),
    checkBtf(),
    checkDisk(folder),
  ];
  // only who may make labs, with the tools for it, can ask the kernel; without, that is what has to be mended first
  const able = first.every((finding) => finding.ok !== false);
  const features = able ? checkFeatures(await probeFeatures()) : [];
  return [...first, ...features, ...kind];
}
