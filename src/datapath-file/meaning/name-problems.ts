import { CATALOGUE } from '../../datapaths/catalogue.ts';
import type { DatapathFile } from '../file-schema.ts';
import type { Problem } from '../problem.ts';
import { unknown } from './words.ts';

/** Names of the catalogue. */
export function nameProblems({ name, twins = [] }: DatapathFile): Problem[] {
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
