import { LabError } from '../errors.ts';
import { raiseKindLab } from '../labs/kind/raise-kind-lab.ts';
import { findKindLab } from '../labs/open-cluster.ts';
import { CILIUM_MODES } from './kind-options.ts';
import type { OutputOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { steps } from './steps.ts';
import { type Verified, type VerifyChoice, verifyOnce } from './verify-once.ts';

/** The modes of a list such as `bpf,legacy,vxlan`. @throws LabError E_USAGE */
export function parseModes(text: string): string[] {
  return text.split(',').map((word) => {
    const mode = word.trim() === 'bpf' ? 'bpf-native' : word.trim();
    if ((CILIUM_MODES as readonly string[]).includes(mode)) return mode;
    throw new LabError('E_USAGE', {
      message: `"${word}" is no mode of Cilium that cni-lab knows`,
      why: `there are ${CILIUM_MODES.join(', ')}`,
      mend: 'cni-lab verify --backend kind --modes bpf-native,legacy,vxlan',
    });
  });
}

/** Takes a kind lab through modes of Cilium, and holds each against its captures. @throws LabError */
export async function verifyModes(
  modes: readonly string[],
  names: readonly string[],
  choice: VerifyChoice & OutputOptions,
  signal: AbortSignal,
  shown: Progress,
): Promise<Verified[]> {
  const { name, spec } = findKindLab(choice.name);
  const { cni } = spec;
  if (cni.kind !== 'cilium') {
    throw new LabError('E_USAGE', {
      message: `the lab "${name}" has no modes to go through`,
      why: `its CNI is ${cni.kind}, not Cilium`,
      mend: 'cni-lab up --backend kind --name other --cni cilium',
    });
  }
  const step = await steps(choice);
  const done: Verified[] = [];
  for (const mode of modes) {
    shown.done();
    const kubernetes = await raiseKindLab({
      ...{ name, signal, step, keep: true },
      spec: { ...spec, cni: { ...cni, mode } },
    });
    kubernetes.close();
    const out = choice.out && `${choice.out}/${mode}`;
    const all = names.length === 0;
    const chosen = { ...choice, backend: 'kind' as const, name, all, ...(out && { out }) };
    done.push(await verifyOnce(names, chosen, signal, shown));
  }
  return done;
}
