import { describe, expect, it } from 'vitest';
import { parseLinks } from '../../src/host/link-table.ts';

/** What `ip -j -s link` of iproute2 6.1 says, shortened. */
const LINKS = `[{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"link_type":"loopback","address":"00:00:00:00:00:00","stats64":{"rx":{"bytes":0,"packets":0},"tx":{"bytes":0,"packets":0}}},{"ifindex":2,"link_index":2,"ifname":"lxc1","xdp":{"mode":2,"prog":{"id":143,"name":"xdp_pass","jited":1}},"flags":["UP"],"mtu":1500,"link_type":"ether","address":"02:00:00:00:01:01","link_netnsid":0,"stats64":{"rx":{"bytes":588,"packets":6},"tx":{"bytes":294,"packets":3}}},{"ifindex":7,"ifname":"tun0","link_type":"none"}]`;

/** Between its carrier and the kernel's event of it, on a machine that was busy with other network namespaces. */
const SETTLING =
  '[{"ifindex":101,"ifname":"eth0","flags":["NO-CARRIER","BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"qdisc":"noqueue","operstate":"DOWN"}]';

/** Its other end is down. */
const WITHOUT_CARRIER =
  '[{"ifindex":101,"ifname":"eth0","flags":["NO-CARRIER","BROADCAST","MULTICAST","UP"],"mtu":1500,"qdisc":"noqueue","operstate":"DOWN"}]';

const IDLE = { mac: null, xdp: null, rx: 0, tx: 0, settling: false };

describe('the devices that ip tells of', () => {
  it('are told with index, name, MAC address and packets', () => {
    expect(parseLinks(LINKS)).toEqual([
      { ...IDLE, ifindex: 1, name: 'lo', mac: '00:00:00:00:00:00' },
      {
        ...{ ...IDLE, ifindex: 2, name: 'lxc1', mac: '02:00:00:00:01:01', rx: 6, tx: 3 },
        xdp: { name: 'xdp_pass', hook: 'xdp generic' },
      },
      { ...IDLE, ifindex: 7, name: 'tun0' },
    ]);
  });

  it('may not send yet what has a carrier', () => {
    expect(parseLinks(SETTLING)).toMatchObject([{ settling: true }]);
    expect(parseLinks(WITHOUT_CARRIER)).toMatchObject([{ settling: false }]);
  });

  it('may be none', () => {
    expect(parseLinks('[]')).toEqual([]);
  });
});
