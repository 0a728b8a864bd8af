import { LINK_TYPE } from '../../../src/packets/link-type.ts';
import { frameTarget } from '../frame-target.ts';

/** Of something that is not decoded. */
const USER_0 = 147;

export const target = frameTarget(
  { name: 'bare-frame', reads: 'IP without a link, BSD loopback, unknown links', share: 120 },
  [LINK_TYPE.RAW, LINK_TYPE.NULL, LINK_TYPE.IPV4, LINK_TYPE.IPV6, LINK_TYPE.RAW_12, USER_0],
);
