import { helmUpgrade } from '../helm.ts';
import type { CniChoice } from '../kind-spec.ts';
import { installCilium } from './cilium.ts';
import type { CniContext } from './context.ts';
import { copyBinaries } from './copy-binaries.ts';
import { installManifest } from './manifest.ts';
import { installPlugin } from './plugin.ts';

/** Puts the CNI into a cluster; where it is already, what is missing. @throws LabError, CommandError */
export async function installCni(cni: CniChoice, context: CniContext): Promise<void> {
  switch (cni.kind) {
    case 'kindnet':
    case 'none':
      return;
    case 'cilium':
      return installCilium(cni, context);
    case 'bridge':
    case 'ptp':
      return installPlugin(cni.kind, cni.bin, context);
    case 'manifest':
      if (cni.bin) await copyBinaries(cni.bin, context.nodes);
      return installManifest(cni.source, context);
    case 'chart': {
      if (cni.bin) await copyBinaries(cni.bin, context.nodes);
      const release = { name: 'cni', namespace: 'kube-system', ...cni };
      return helmUpgrade(release, context.kubeconfig, context.signal);
    }
  }
}
