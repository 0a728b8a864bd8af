import { shortAddress } from '../host/short-address.ts';
import type { Flow } from './conntrack.ts';

const PROTOCOL = { ping: '', udp: 'UDP', tcp: 'TCP' } as const;

/**
 * The pods that connections of the flow were given to, each once.
 * @param table text of /proc/net/ip_vs_conn: `TCP 0AF4010B C350 0A600032 1F90 0AF4010C 1F90 ESTABLISHED 899`,
 *   with addresses of who asks, of the service and of the pod; those of IPv6 with all their zeros
 */
export function backendsOf(table: string, { kind, from, to }: Flow): string[] {
  const found = table.split('\n').flatMap((line) => {
    const [protocol, client = '', , service = '', , backend = ''] = line.trim().split(/\s+/);
    const isOfFlow =
      protocol === PROTOCOL[kind] && readAddress(client) === from && readAddress(service) === to;
    return isOfFlow ? [readAddress(backend)] : [];
  });
  return [...new Set(found)];
}

function readAddress(text: string): string {
  if (!/^[0-9A-F]{8}$/.test(text)) return shortAddress(text.replace(/[[\]]/g, ''));
  return text
    .match(/../g)!
    .map((pair) => Number.parseInt(pair, 16))
    .join('.');
}
