import type { WitnessExpectation } from '../verdict/evidence.ts';

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

/**
 * The same of netkit devices: the program is on the primary, for what its peer sends, and the agent
 * always does without the host stack (Cilium pkg/datapath/loader/netkit.go).
 */
export function liveNetkit(): Partial<WitnessExpectation> {
  const attached = ['cil_from_container on netkit peer'];
  return { programs: ['pod1/lxc', 'pod2/lxc'].map((tap) => ({ tap, attached })) };
}
