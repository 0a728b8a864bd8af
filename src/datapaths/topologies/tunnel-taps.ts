import type { Device } from '../link.ts';
import type { TapPoint } from '../topology.ts';

/** The taps of two nodes, with one on each tunnel device beside the wire. */
export function withTunnelTaps(
  taps: readonly TapPoint[],
  tunnel: (node: string) => { readonly tap: string; readonly device: Device },
): TapPoint[] {
  const tapOf = (node: string): TapPoint => {
    const { tap, device } = tunnel(node);
    return { name: `${node}/${tap}`, namespace: node, device: device.name };
  };
  return taps.flatMap((tap) => {
    if (tap.name === 'node1/eth0') return [tapOf('node1'), tap];
    return tap.name === 'node2/eth0' ? [tap, tapOf('node2')] : [tap];
  });
}
