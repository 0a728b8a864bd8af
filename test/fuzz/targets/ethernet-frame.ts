import { LINK_TYPE } from '../../../src/packets/link-type.ts';
import { frameTarget } from '../frame-target.ts';

export const target = frameTarget(
  { name: 'ethernet-frame', reads: 'Ethernet, tags, IP, transports, tunnels', share: 450 },
  [LINK_TYPE.ETHERNET],
);
