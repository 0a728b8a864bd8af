/** What several places are asked, as it is also shown to be done by hand. */

/** With `BPFTOOL_LINES` as its input. */
export const ASK_BPFTOOL = ['bpftool', '-j', 'batch', 'file', '-'] as const;
export const BPFTOOL_LINES = 'version\nnet show\n';

/** Without counters, which change. */
export const NFT = ['nft', '-s', 'list', 'ruleset'] as const;
export const IPTABLES = ['iptables-save'] as const;
export const IP6TABLES = ['ip6tables-save'] as const;

/** `net:[4026532270]` */
export const READ_NETNS = ['readlink', '/proc/self/ns/net'] as const;
