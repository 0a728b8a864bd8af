import { LINK_TYPE } from '../link-type.ts';
import type { Protocol } from './layer.ts';

/** What a frame of this LINKTYPE_* starts with, or null if we do not decode it. */
export function protocolOfLink(linkType: number): Protocol | null {
  switch (linkType) {
    case LINK_TYPE.ETHERNET:
      return 'ethernet';
    case LINK_TYPE.LINUX_SLL:
      return 'sll';
    case LINK_TYPE.LINUX_SLL2:
      return 'sll2';
    case LINK_TYPE.RAW:
    case LINK_TYPE.RAW_12:
    case LINK_TYPE.RAW_14:
      return 'raw-ip';
    case LINK_TYPE.NULL:
      return 'null';
    case LINK_TYPE.IPV4:
      return 'ipv4';
    case LINK_TYPE.IPV6:
      return 'ipv6';
    default:
      return null;
  }
}
