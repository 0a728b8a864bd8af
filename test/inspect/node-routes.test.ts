import { describe, expect, it } from 'vitest';
import { mainRouteTo, parseNodeRoutes, routesOf } from '../../src/inspect/node-routes.ts';
import { recorded } from './recorded-lab.ts';

const bridge = parseNodeRoutes(recorded('bridge/worker.route.json'));
const routes = (...entries: object[]) => parseNodeRoutes(JSON.stringify(entries));
const shown = (found: readonly { destination: string; table: string }[]) =>
  found.map(({ destination, table }) => `${destination} ${table}`);

describe("a pod's routes", () => {
  it('are the longest that leads to it, not the default route', () => {
    expect(shown(routesOf(bridge, ['10.244.1.3'], 'veth1'))).toEqual(['10.244.1.0/24 main']);
  });

  it('are those of other tables too, but not their default routes', () => {
    const all = routes(
      { dst: '10.244.1.0/24', dev: 'cilium_host', gateway: '10.244.1.1' },
      { dst: '10.244.1.5', dev: 'lxc1', table: '2004' },
      { dst: 'default', dev: 'eth0', gateway: '172.18.0.1', table: '2005' },
    );
    expect(shown(routesOf(all, ['10.244.1.5'], 'lxc1'))).toEqual([
      ...['10.244.1.0/24 main', '10.244.1.5 2004'],
    ]);
  });

  it('are those by the device that is its alone, whatever they lead to', () => {
    const all = routes(
      { dst: '192.168.9.0/24', dev: 'lxc1' },
      { dst: 'fe80::/64', dev: 'lxc1' },
      { type: 'multicast', dst: 'ff00::/8', dev: 'lxc1', table: 'local' },
    );
    expect(shown(routesOf(all, ['10.244.1.5'], 'lxc1'))).toEqual(['192.168.9.0/24 main']);
  });

  it('is the default route of its own family, if nothing else leads there', () => {
    expect(routesOf(bridge, ['10.9.9.9'], null)).toMatchObject([{ gateway: '172.18.0.1' }]);
    expect(routesOf(bridge, ['fd00::9'], null)[0]?.gateway).toContain(':');
  });
});

it('knows the way to a pod of another node', () => {
  expect(mainRouteTo(bridge, '10.244.0.2')).toMatchObject({
    ...{ destination: '10.244.0.0/24', gateway: '172.18.0.7', device: 'eth0' },
  });
});

it.each([null, '', 'Dump terminated', '[{"dev": "eth0"}]'])('has no routes from %s', (text) => {
  expect(parseNodeRoutes(text)).toEqual([]);
});
