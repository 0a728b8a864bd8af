/** Where we tell less than tshark on purpose: of these packets our values are the first of tshark's. */
export const TELLS_LESS: Readonly<Record<string, string>> = {
  '802.3 with SNAP': 'LLC and SNAP are not decoded: no CNI sends them',
  MPLS: 'MPLS is not decoded: no CNI sends it',
  'timestamp request': 'id and sequence are told of echoes alone, which are what ping sends',
  'VXLAN without the I flag': 'RFC 7348: without the flag there is no VNI, and it is no VXLAN',
  'VXLAN-GPE with IPv4': 'VXLAN-GPE is not decoded: no CNI sends it',
  'Geneve of version 1': 'RFC 8926: a version that is not known is to be dropped',
  'GRE of version 1 (PPTP)': 'RFC 2637 is another protocol under the same number',
  'WireGuard, of a length that none has': 'a port proves nothing: messages are padded to 16 bytes',
  'an error that quotes half a header': 'a quote is told whole or not at all',
  'an error that quotes no IPv4': 'in ICMP only IPv4 is looked for; tshark takes it for IPv6',
};

/** Where a value is another on purpose, in the whole packet and however short it is cut. */
export interface OtherValue {
  readonly name: string;
  readonly field: RegExp;
  readonly why: string;
}

export const OTHER_VALUES: readonly OtherValue[] = [
  {
    name: 'IPv4 with loose source route',
    field: /^ip\.dst$/,
    why: 'tshark tells where the route ends, we what stands in the header, as the kernel forwards by it',
  },
  {
    name: 'IPv4 of total length 0',
    field: /^ip\.len$/,
    why: 'tshark puts the length of the frame in, we tell what the header says',
  },
  {
    name: 'IPv6 of no length',
    field: /^tcp\./,
    why: 'a super-packet (GSO) has no length: we go on, tshark does without a hop-by-hop header only in TCP over IPv4',
  },
  {
    name: 'TCP with the bit of AccECN',
    field: /^tcp\.flags$/,
    why: 'tshark counts the ninth bit in, which is of the reserved ones in RFC 9293',
  },
];

/** Fields that tshark reads behind the options of IPv4, and not at all where those are cut. */
export const BEHIND_OPTIONS = /^ip\.dst$/;

/** What tshark calls malformed is not decoded here. */
export const OTHERS_PROTOCOLS = /LLC|SNAP|SCTP|MPLS|VXLAN-GPE|PPTP|jumbogram|IPv6 of no length/;
