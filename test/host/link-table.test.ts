import { describe, expect, it } from 'vitest';
import { parseLinks } from '../../src/host/link-table.ts';

/** What `ip -j -s link` of iproute2 6.1 says, shortened. */
const LINKS = `[{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"link_type":"loopback","address":"00:00:00:00:00:00","stats64":{"rx":{"bytes":0,"packets":0},"tx":{"bytes":0,"packets":0}}},{"ifindex":2,"link_index":2,"ifname":"lxc1","xdp":{"mode":2,"prog":{"id":143,"name":"xdp_pass","jited":1}},"flags":["UP"],"mtu":1500,"link_type":"ether","address":"02:00:00:00:01:01","link_netnsid":0,"stats64":{"rx":{"bytes":588,"packets":6},"tx":{"bytes":294,"packets":3}}},{"ifindex":7,"ifname":"tun0","link_type":"none"}]`;

describe('the devices that ip tells of', () => {
  it('are told with index, name, MAC address and packets', () => {
    expect(parseLinks(LINKS)).toEqual([
      { ifindex: 1, name: 'lo', xdp: null, mac: '00:00:00:00:00:00', rx: 0, tx: 0 },
      {
        ...{ ifindex: 2, name: 'lxc1', mac: '02:00:00:00:01:01', rx: 6, tx: 3 },
        xdp: { name: 'xdp_pass', hook: 'xdp generic' },
      },
      { ifindex: 7, name: 'tun0', xdp: null, mac: null, rx: 0, tx: 0 },
    ]);
  });

  it('may be none', () => {
    expect(parseLinks('[]')).toEqual([]);
  });
});
