import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains } from '../../src/cni/prefix.ts';
import { isHostRoute, parseRoutes, routeTo } from '../../src/cni/routes.ts';
import { recorded } from './recorded.ts';

const FLANNEL = parseRoutes(recorded('flannel-vxlan/worker.route.json'));
const KINDNET = parseRoutes(recorded('kindnet/worker.route.json'));

describe('the route to an address', () => {
  it.each([
    [FLANNEL, '10.244.0.2', 'flannel.1'],
    [FLANNEL, '10.244.1.3', 'cni0'],
    [FLANNEL, '172.18.0.4', 'eth0'],
    [KINDNET, '10.244.1.3', 'veth89576d91'],
    [KINDNET, '10.244.0.2', 'eth0'],
  ])('is that of the longest prefix (%#)', (routes, address, device) => {
    expect(routeTo(routes, address)?.device).toBe(device);
  });

  it('is the default route for all else', () => {
    expect(routeTo(KINDNET, '8.8.8.8')?.destination).toBe('default');
    expect(routeTo(KINDNET.slice(1), '8.8.8.8')).toBeNull();
  });

  it('is the one of the lower metric among equals', () => {
    const routes = parseRoutes(
      '[{"dst":"10.0.0.0/8","dev":"a","metric":100},{"dst":"10.0.0.0/8","dev":"b","metric":50}]',
    );
    expect(routeTo(routes, '10.1.1.1')?.device).toBe('b');
  });

  it('may have several next hops, or one of the other family', () => {
    const [several, other] = parseRoutes(
      `[{"dst":"10.1.0.0/16","nexthops":[{"gateway":"172.18.0.4","dev":"eth0"},{"gateway":"172.18.0.5","dev":"eth1"}]},
        {"dst":"10.2.0.0/16","via":{"family":"inet6","host":"fe80::1"},"dev":"eth0"}]`.replaceAll(
        '\n',
        '',
      ),
    );
    expect(several).toMatchObject({ gateway: '172.18.0.4', device: 'eth0' });
    expect(other).toMatchObject({ gateway: 'fe80::1', device: 'eth0' });
  });

  it('to one address alone is a host route', () => {
    expect(KINDNET.filter(isHostRoute).map((route) => route.device)).toEqual([
      'veth4bb2bbf9',
      'veth89576d91',
    ]);
    expect(FLANNEL.filter(isHostRoute)).toEqual([]);
  });
});

describe('prefixes', () => {
  it.each([
    ['10.244.0.0/24', '10.244.0.255', 24],
    ['10.244.0.0/24', '10.244.1.0', null],
    ['10.244.0.0/23', '10.244.1.0', 23],
    ['fd00:10:244::/64', 'fd00:10:244::2', 64],
    ['fd00:10:244::/64', 'fd00:10:244:1::2', null],
    ['::/0', 'fd00::1', 0],
    ['fd00::1', 'fd00:0:0:0:0:0:0:1', 128],
    ['10.0.0.0/8', '::a00:1', null],
    ['10.0.0.0/33', '10.0.0.0', null],
    ['10.0.0.0/8/8', '10.0.0.0', null],
    ['10.0.0/8', '10.0.0.0', null],
    ['0.0.0', '0.0.0.0', null],
    ['10.0.0.x', '10.0.0.0', null],
    ['10.0.0.256', '10.0.0.0', null],
    ['1::2::3', '1::2', null],
    ['1:2:3:4:5:6:7', '1:2:3:4:5:6:7', null],
    ['default', 'nonsense', null],
  ])('%s against %s: %s', (prefix, address, length) => {
    expect(contains(prefix, address)).toBe(length);
  });

  it('agree with arithmetic on addresses', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 1, max: 32 }), (a, b, length) => {
        const number = (ip: string) => ip.split('.').reduce((n, byte) => n * 256 + Number(byte), 0);
        const size = 2 ** (32 - length);
        const same = Math.floor(number(a) / size) === Math.floor(number(b) / size);
        expect(contains(`${a}/${length}`, b)).toBe(same ? length : null);
      }),
    );
    const ipV6 = fc.ipV6().filter((ip) => !ip.includes('.'));
    fc.assert(
      fc.property(ipV6, (ip) => {
        expect(contains('default', ip)).toBe(0);
        expect(contains(ip, ip)).toBe(128);
      }),
    );
  });

  it('never throw', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => void contains(a, b)));
  });
});
