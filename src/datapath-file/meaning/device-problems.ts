import { NO_MAC } from '../../packets/address.ts';
import type { Path, Problem } from '../problem.ts';
import type { FamilyTopology } from '../topology-schema.ts';
import { devicesOf, type Placed } from './placed.ts';
import { repeated, twice, unknown } from './words.ts';

/** Every namespace has it, and no link makes it. */
const LOOPBACK = 'lo';

/** Names of devices, and MAC addresses. */
export function deviceProblems(topology: FamilyTopology, at: Path): Problem[] {
  const { namespaces, links, programs, taps, probe } = topology;
  const all = devicesOf(links);
  const namesIn = (place: string) =>
    all.flatMap(({ device }) => (device.namespace === place ? device.name : []));
  const uses: [string, string | undefined, Path][] = [
    ...all.map(
      ({ device, path }) => [device.namespace, device.master, [...path, 'master']] as const,
    ),
    ...links.flatMap((link, i) =>
      'lower' in link && link.lower
        ? [[link.lower.namespace, link.lower.name, ['links', i, 'lower', 'name']] as const]
        : [],
    ),
    ...Object.entries(namespaces).flatMap(([place, { routes, neighbours, fdb = [] }]) =>
      Object.entries({ routes, neighbours, fdb }).flatMap(([key, entries]) =>
        entries.map(
          ({ device }, i) => [place, device, ['namespaces', place, key, i, 'device']] as const,
        ),
      ),
    ),
    ...Object.entries(namespaces).flatMap(([place, { wireguard, openvswitch }]) => [
      [place, wireguard?.device, ['namespaces', place, 'wireguard', 'device']] as const,
      ...(openvswitch?.ports ?? []).map(
        (port, i) => [place, port, ['namespaces', place, 'openvswitch', 'ports', i]] as const,
      ),
    ]),
    ...taps.flatMap(({ canary }, i) =>
      canary ? [[canary.to, canary.device, ['taps', i, 'canary', 'device']] as const] : [],
    ),
    ...(probe
      ? [probe.from, probe.to].map((place) => [place, probe.device, ['probe', 'device']] as const)
      : []),
    ...Object.entries({ programs, taps }).flatMap(([key, entries]) =>
      entries.map(({ namespace, device }, i) => [namespace, device, [key, i, 'device']] as const),
    ),
  ].map(([place, name, path]) => [place, name, path as Path]);
  const macOf = ({ namespace, name }: { namespace: string; name: string }) =>
    all.find(({ device }) => device.namespace === namespace && device.name === name)?.device.mac;
  // what is made over another device may bear its MAC address
  const macs = all.filter(({ device, link }) => {
    const lower = 'lower' in link && link.lower ? macOf(link.lower) : undefined;
    return device.mac !== NO_MAC && device.mac !== lower;
  });
  // who is alone with its pod on a link may be called as others are on theirs
  const isAlone = ({ device, link }: Placed) =>
    link.kind === 'veth' &&
    link.ends.every(({ master }) => !master) &&
    link.ends.some((end) => end !== device && namespaces[end.namespace]?.role === 'pod');
  return [
    ...uses.flatMap(([place, name, path]) => {
      if (name === undefined || name === LOOPBACK) return [];
      // a namespace that is not there has been told
      if (!(place in namespaces) || namesIn(place).includes(name)) return [];
      return [unknown('device', name, [...at, ...path], namesIn(place), ` in ${place}`)];
    }),
    ...twice(all, ({ device }) => `${device.namespace} ${device.name}`).map((i) =>
      repeated(
        'device',
        all[i]!.device.name,
        [...at, ...all[i]!.path, 'name'],
        ` in ${all[i]!.device.namespace}`,
      ),
    ),
    ...twice(macs, ({ device }) => device.mac).flatMap((i) => {
      const { mac } = macs[i]!.device;
      if (macs.every((other) => other.device.mac !== mac || isAlone(other))) return [];
      return [repeated('MAC address', mac, [...at, ...macs[i]!.path, 'mac'])];
    }),
  ];
}
