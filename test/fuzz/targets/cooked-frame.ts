import { LINK_TYPE } from '../../../src/packets/link-type.ts';
import { frameTarget } from '../frame-target.ts';

export const target = frameTarget(
  { name: 'cooked-frame', reads: 'what `tcpdump -i any` captures: SLL, SLL2', share: 150 },
  [LINK_TYPE.LINUX_SLL, LINK_TYPE.LINUX_SLL2],
);
