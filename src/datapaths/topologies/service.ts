import type { Family } from '../topology.ts';

/** A service, and the pod behind it. The port is the same on both. */
export interface ClusterService {
  readonly address: string;
  readonly port: number;
  readonly backend: string;
  /** Other pods behind it: each connection goes to one of all, by chance. */
  readonly others?: readonly string[];
  /** Where pods' addresses are from: who asks from elsewhere is masqueraded. */
  readonly pods: string;
  /** Whether its port is open on every address of the node, too (type NodePort). */
  readonly isOnNodes?: boolean;
}

export const WEB: Readonly<Record<Family, ClusterService>> = {
  4: { address: '10.96.0.50', port: 8080, backend: '10.244.1.12', pods: '10.244.0.0/16' },
  6: {
    ...{ address: 'fd00:10:96::50', port: 8080 },
    ...{ backend: 'fd00:10:244:1::12', pods: 'fd00:10:244::/48' },
  },
};

/** `10.0.0.1:80`, `[fd00::1]:80` */
export function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
