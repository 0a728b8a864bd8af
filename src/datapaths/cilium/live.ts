import type { WitnessExpectation } from '../../verdict/evidence.ts';

/**
 * What a cluster's witnesses say where Cilium is at work: its own program takes what leaves a pod,
 * with eBPF host routing and without (measured with Cilium 1.19 in all modes).
 * @param conntrack without it as in the embedded lab
 */
export function liveCilium(
  conntrack?: WitnessExpectation['conntrack'],
  hostSides: readonly string[] = ['pod1/lxc', 'pod2/lxc'],
): Partial<WitnessExpectation> {
  return {
    programs: hostSides.map((tap) => ({ tap, attached: ['cil_from_container on tc ingress'] })),
    ...(conntrack && { conntrack }),
  };
}
