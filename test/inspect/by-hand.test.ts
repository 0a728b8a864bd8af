import { expect, it } from 'vitest';
import { inShort } from '../../src/inspect/by-hand.ts';

it.each([
  ['nsenter --net=/proc/77/ns/net ethtool -S eth0', 'nsenter -t 77 -n ethtool -S eth0'],
  ['nsenter --target=66 --mount --net iptables-save', 'nsenter -t 66 -m -n iptables-save'],
  ['nsenter --net=/run/netns/cni-lab.a.node1 ip -d link', 'ip -n cni-lab.a.node1 -d link'],
  ['nsenter --net=/run/netns/cni-lab.a.node1 nft list', 'ip netns exec cni-lab.a.node1 nft list'],
  [
    'docker exec -it n1 nsenter --net=/proc/7/ns/net ip a',
    'docker exec -it n1 nsenter -t 7 -n ip a',
  ],
  ['ip -d link show --net', 'ip -d link show --net'],
])('says %s as %s', (long, short) => {
  expect(inShort(long.split(' ')).join(' ')).toBe(short);
});
