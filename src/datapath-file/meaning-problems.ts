import type { Family } from '../datapaths/topology.ts';
import type { DatapathFile } from './file-schema.ts';
import { deviceProblems } from './meaning/device-problems.ts';
import { nameProblems } from './meaning/name-problems.ts';
import { placeProblems } from './meaning/place-problems.ts';
import { probeProblems } from './meaning/probe-problems.ts';
import { signatureProblems, tapProblems } from './meaning/tap-problems.ts';
import { witnessProblems } from './meaning/witness-problems.ts';
import type { Path, Problem } from './problem.ts';
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
