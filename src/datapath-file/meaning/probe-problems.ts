import type { Family, Passage } from '../../datapaths/topology.ts';
import type { DatapathFile } from '../file-schema.ts';
import type { Path, Problem } from '../problem.ts';
import type { FamilyTopology } from '../topology-schema.ts';
import { devicesOf } from './placed.ts';

/** Who sends the probe to whom, and whether they can. */
export function probeProblems(
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
