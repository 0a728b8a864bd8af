/** A service of IPVS that one pod answers for. */
export interface VirtualServer {
  /** `TCP 10.96.0.80:8080 rr` */
  readonly service: string;
  /** `10.244.1.12:8080 Masq 1` */
  readonly backend: string;
}

/** The services behind which one of these addresses is. @param text `ipvsadm -Ln`, or /proc/net/ip_vs with usual addresses */
export function virtualServersOf(
  text: string | null,
  addresses: readonly string[],
): VirtualServer[] {
  let service = '';
  return (text ?? '').split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    if (/^(TCP|UDP|SCTP)$/.test(words[0]!)) service = words.slice(0, 3).join(' ');
    if (words[0] !== '->' || !addresses.includes(hostOf(words[1] ?? ''))) return [];
    return { service, backend: words.slice(1, 4).join(' ') };
  });
}

/** Of `10.244.1.12:8080`, `[fd00::12]:8080`; /proc has ports in hexadecimal. */
function hostOf(text: string): string {
  return text.replace(/:[0-9A-F]{1,5}$/, '').replace(/^\[|\]$/g, '');
}
