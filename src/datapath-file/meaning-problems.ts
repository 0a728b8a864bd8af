import { CATALOGUE } from '../datapaths/catalogue.ts';
import type { Device, Family, Link, Passage } from '../datapaths/topology.ts';
import { NO_MAC } from '../packets/address.ts';
import { LEGS } from '../verdict/join-key.ts';
import { looksOf, sealedIn } from '../verdict/signature.ts';
import type { DatapathFile } from './file-schema.ts';
import { oneOf, type Path, type Problem } from './problem.ts';
import type { FamilyTopology } from './topology-schema.ts';

/**
 * What no schema can say: names that nothing bears, taps that the signature forgets, silence that
 * nothing would prove. Empty for every entry of the catalogue. Pure.
 */
export function meaningProblems(file: DatapathFile): Problem[] {
  const topologies = Object.entries(file.topology) as [string, FamilyTopology][];
  if (topologies.length === 0) {
    const message = '"topology" has no family';
    return [{ path: ['topology'], message, expected: '4: or 6:, with the lab below it' }];
  }
  return [
    ...topologies.flatMap(([family, topology]) => {
      const at: Path = ['topology', family];
      return [
        ...placeProblems(topology, at),
        ...deviceProblems(topology, at),
        ...tapProblems(file, topology, at),
        ...probeProblems(file, topology, at, Number(family) as Family),
      ];
    }),
    ...signatureProblems(file, topologies[0]![1]),
    ...witnessProblems(file, topologies[0]![1]),
    ...nameProblems(file),
  ];
}

/** Every namespace has it, and no link makes it. */
const LOOPBACK = 'lo';

/** Names of namespaces. */
function placeProblems(topology: FamilyTopology, at: Path): Problem[] {
  const { namespaces, links, programs, socketPrograms = [], services, daemons = [] } = topology;
  const { taps, probe, conditions = [], incident } = topology;
  const places = Object.keys(namespaces);
  const nodes = places.filter((place) => namespaces[place]?.role === 'node');
  const uses: [string | undefined, Path][] = [
    ...devicesOf(links).map(
      ({ device, path }) => [device.namespace, [...path, 'namespace']] as const,
    ),
    ...links.flatMap((link, i) =>
      'lower' in link && link.lower
        ? [[link.lower.namespace, ['links', i, 'lower', 'namespace']] as const]
        : [],
    ),
    ...Object.entries({
      ...{ programs, socketPrograms, services, conditions, daemons, taps },
    }).flatMap(([key, all]) =>
      all.map(({ namespace }, i) => [namespace, [key, i, 'namespace']] as const),
    ),
    ...Object.entries(incident ?? {}).map(
      ([key, { namespace }]) => [namespace, ['incident', key, 'namespace']] as const,
    ),
    ...taps.flatMap(({ canary }, i) => (canary ? ends(canary, ['taps', i, 'canary']) : [])),
    ...(probe ? ends(probe, ['probe']) : []),
  ].map(([name, path]) => [name, path as Path]);
  return [
    ...uses.flatMap(([name, path]) =>
      name === undefined || places.includes(name)
        ? []
        : [unknown('namespace', name, [...at, ...path], places)],
    ),
    ...Object.entries(namespaces).flatMap(([name, { role, node }]): Problem[] => {
      const path = [...at, 'namespaces', name, 'node'];
      if (role !== 'pod') return [];
      if (node === undefined) {
        const message = `"node" is missing: ${name} is a pod`;
        return [{ path, message, expected: oneOf(nodes) }];
      }
      return nodes.includes(node) ? [] : [unknown('node', node, path, nodes)];
    }),
    ...links.flatMap((link, i) => {
      if (link.kind !== 'made') return [];
      const { namespace, name } = link.by;
      const there = daemons.filter((daemon) => daemon.namespace === namespace).map((d) => d.name);
      if (there.includes(name)) return [];
      const path = [...at, 'links', i, 'by', 'name'];
      return [unknown('daemon', name, path, there, ` in ${namespace}`)];
    }),
    ...twice(daemons, (d) => `${d.namespace}/${d.name}`).map((i) =>
      repeated('daemon', daemons[i]!.name, [...at, 'daemons', i, 'name']),
    ),
  ];
}

function ends({ from, to }: { from: string; to: string }, path: Path) {
  return [[from, [...path, 'from']] as const, [to, [...path, 'to']] as const];
}

/** Names of devices, and MAC addresses. */
function deviceProblems(topology: FamilyTopology, at: Path): Problem[] {
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

/** Taps that the signature does not know, and those whose silence nothing would prove. */
function tapProblems({ signature }: DatapathFile, { taps }: FamilyTopology, at: Path): Problem[] {
  return [
    ...twice(taps, ({ name }) => name).map((i) =>
      repeated('tap', taps[i]!.name, [...at, 'taps', i, 'name']),
    ),
    ...taps.flatMap(({ name, canary }, i): Problem[] => {
      const legs = signature[name];
      if (!legs) {
        const expected = `a tap of the signature: ${oneOf(Object.keys(signature))}; or "${name}" in it`;
        return [
          {
            path: [...at, 'taps', i, 'name'],
            message: `the signature says nothing of the tap "${name}"`,
            expected,
          },
        ];
      }
      if (canary || LEGS.some((leg) => looksOf(legs[leg]).length > 0)) return [];
      return [
        {
          path: [...at, 'taps', i],
          message: `the tap "${name}" must see nothing, and nothing shows that it could`,
          expected: 'canary: { from, to }: between which namespaces a ping must pass it',
        },
      ];
    }),
  ];
}

/** Who sends the probe to whom, and whether they can. */
function probeProblems(
  { probes = ['ping', 'udp', 'tcp'], signature }: DatapathFile,
  { namespaces, links, probe, services }: FamilyTopology,
  at: Path,
  family: Family,
): Problem[] {
  const { from, to, service, device: named }: Passage = probe ?? { from: 'pod1', to: 'pod2' };
  const strangers = [from, to].filter((place) => !(place in namespaces));
  if (strangers.length > 0) {
    if (probe) return []; // has been told
    const message = `there is no ${strangers[0]}, and no "probe" that names another`;
    return [
      { path: [...at, 'namespaces'], message, expected: 'pod1 and pod2; or probe: { from, to }' },
    ];
  }
  const unaddressed = [from, to].filter((place) => {
    const all = devicesOf(links).flatMap(({ device }) =>
      device.namespace === place ? device : [],
    );
    const meant = named === undefined ? all : all.filter(({ name }) => name === named);
    // lo has addresses of its own; another device that is not there has been told
    if (named !== undefined && meant.length === 0) return false;
    const first = meant.flatMap(({ addresses }) => addresses)[0];
    return first === undefined || first.includes(':') !== (family === 6);
  });
  const serves = services.some(({ namespace }) => namespace === to);
  const bearsService = JSON.stringify(signature).includes('"service"');
  return [
    ...unaddressed.map((place) => ({
      path: [...at, 'links'],
      message: `the first address of ${place} is no IPv${family} address`,
      expected: `a device in ${place} with an IPv${family} address: the probe goes there`,
    })),
    ...(serves || !probes.some((kind) => kind !== 'ping')
      ? []
      : [
          {
            path: [...at, 'services'],
            message: `no server in ${to} answers UDP and TCP probes`,
            expected: `services: [{ namespace: ${to}, port: 8080 }]; or at the top probes: [ping]`,
          },
        ]),
    ...(service === undefined && bearsService
      ? [
          {
            path: [...at, 'probe'],
            message: 'the signature has a service in its packets, and no service is asked',
            expected: `probe: { from: ${from}, to: ${to}, service: ADDRESS }`,
          },
        ]
      : []),
  ];
}

/** Taps that the signature names and the topology has not. */
function signatureProblems({ signature, why }: DatapathFile, { taps }: FamilyTopology): Problem[] {
  const names = taps.map(({ name }) => name);
  const known = (name: string) => names.includes(name);
  return [
    ...Object.entries(signature).flatMap(([tap, legs]) => [
      ...(known(tap) ? [] : [unknown('tap', tap, ['signature', tap], names, '', true)]),
      ...LEGS.flatMap((leg) => {
        const expectation = legs[leg];
        const path = ['signature', tap, leg];
        const bareAt = sealedIn(expectation)?.bareAt;
        const uses = [
          ...looksOf(expectation).flatMap(({ sourceMac, sharedBy = [] }, i) => {
            const look = Array.isArray(expectation) ? [...path, i] : path;
            return [
              [sourceMac, [...look, 'sourceMac']] as const,
              ...sharedBy.map((name, n) => [name, [...look, 'sharedBy', n]] as const),
            ];
          }),
          [bareAt, [...path, 'sealed', 'bareAt']] as const,
        ];
        return uses.flatMap(([name, where]) =>
          name === undefined || known(name) ? [] : [unknown('tap', name, where, names)],
        );
      }),
    ]),
    ...Object.keys(why).flatMap((tap) =>
      known(tap) ? [] : [unknown('tap', tap, ['why', tap], names, '', true)],
    ),
  ];
}

/** Taps and places that other witnesses than the captures are to speak of. */
function witnessProblems(
  { backends = [], forwarded = [], unseen = [], drops, routes = {} }: DatapathFile,
  { namespaces, taps }: FamilyTopology,
): Problem[] {
  const names = taps.map(({ name }) => name);
  const places = Object.keys(namespaces);
  return [
    ...forwarded.flatMap((tap, i) =>
      names.includes(tap) ? [] : [unknown('tap', tap, ['forwarded', i], names)],
    ),
    ...unseen.flatMap(({ tap }, i) =>
      names.includes(tap) ? [] : [unknown('tap', tap, ['unseen', i, 'tap'], names)],
    ),
    ...(drops && !names.includes(drops.tap)
      ? [unknown('tap', drops.tap, ['drops', 'tap'], names)]
      : []),
    ...Object.entries(routes).flatMap(([family, all]) =>
      all.flatMap(({ place }, i) =>
        places.includes(place)
          ? []
          : [unknown('namespace', place, ['routes', family, i, 'place'], places)],
      ),
    ),
    ...backends.flatMap((pod, i) =>
      places.includes(pod) ? [] : [unknown('namespace', pod, ['backends', i], places)],
    ),
  ];
}

/** Names of the catalogue. */
function nameProblems({ name, twins = [] }: DatapathFile): Problem[] {
  const catalogue = CATALOGUE.map((datapath) => datapath.name);
  return [
    ...(catalogue.includes(name)
      ? [
          {
            path: ['name'],
            message: `"${name}" is a name of the catalogue`,
            expected: `another name, such as my/${name.replace('/', '-')}`,
          },
        ]
      : []),
    ...twins.flatMap((twin, i) =>
      catalogue.includes(twin) ? [] : [unknown('datapath', twin, ['twins', i], catalogue)],
    ),
  ];
}

interface Placed {
  readonly device: Device;
  readonly link: Link;
  readonly path: Path;
}

/** Every device with where it stands. */
function devicesOf(links: readonly Link[]): Placed[] {
  return links.flatMap((link, i): Placed[] =>
    'ends' in link
      ? link.ends.map((device, end) => ({ device, link, path: ['links', i, 'ends', end] }))
      : [{ device: link.device, link, path: ['links', i, 'device'] }],
  );
}

/** Of those that are there before, by what they are known by, the numbers. */
function twice<T>(all: readonly T[], key: (one: T) => string): number[] {
  const keys = all.map(key);
  return keys.flatMap((one, i) => (keys.indexOf(one) < i ? i : []));
}

function unknown(
  what: string,
  name: string,
  path: Path,
  names: readonly string[],
  where = '',
  isKey = false,
): Problem {
  return { path, isKey, message: `there is no ${what} "${name}"${where}`, expected: oneOf(names) };
}

function repeated(what: string, name: string, path: Path, where = ''): Problem {
  const message = `there is another ${what} "${name}"${where}`;
  return { path, message, expected: 'one that nothing else has' };
}
