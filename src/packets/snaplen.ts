/** What tcpdump captures of a frame unless told otherwise, in bytes. */
export const DEFAULT_SNAPLEN = 262_144;
