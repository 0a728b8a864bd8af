/** One machine of a lab room, as a line of the hosts file has it. */
export interface LabHost {
  /** As it was written; what ssh is given, and what tables show. */
  readonly name: string;
  readonly user: string | null;
  /** A name, an IPv4 or an IPv6 address. */
  readonly address: string;
  readonly port: number | null;
}
