/** Counts and drops nothing: its presence makes a node's stack track what it forwards. */
export const TRACK_FORWARDED = `table inet cni-lab {
  chain forward {
    type filter hook forward priority filter; policy accept;
    ct state new,established,related counter accept
  }
}
`;
