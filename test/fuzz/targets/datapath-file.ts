import { parse } from 'yaml';
import { readDatapath } from '../../../src/datapath-file/read-datapath.ts';
import type { Surroundings } from '../../../src/datapath-file/surroundings.ts';
import { writeDatapath } from '../../../src/datapath-file/write-datapath.ts';
import { CATALOGUE } from '../../../src/datapaths/catalogue.ts';
import { claimOf, type Datapath, familiesOf } from '../../../src/datapaths/datapath.ts';
import { LabError } from '../../../src/errors.ts';
import { planLab } from '../../../src/labs/netns/plan.ts';
import { explanationText } from '../../../src/report/explanation-text.ts';
import { plainStyle } from '../../support/plain-style.ts';
import type { Target } from '../engine/target.ts';
import { bytesOf, mutateAsJson, textOf } from '../engine/text-form.ts';
import { must, mustBePlain, orLabError } from '../must.ts';

const AROUND: Surroundings = {
  isThere: (path) => path.endsWith('there.yaml'),
  programsIn: () => [{ section: 'tc', name: 'redirect' }],
};

const read = (text: string) => orLabError(() => readDatapath(text, 'fuzz/my.yaml', AROUND));

/** What all functions of a datapath say: the same for the same datapath. */
function told(datapath: Datapath): string {
  const families = familiesOf(datapath).map((family) => [
    ...[family, datapath.topology(family), datapath.routes?.(family) ?? null],
    ...[claimOf(datapath, family, 'embedded'), claimOf(datapath, family, 'live')],
  ]);
  const { name: _, ...rest } = datapath;
  return JSON.stringify([rest, families], (_, value) =>
    value instanceof Set ? [...value] : value,
  );
}

export const target: Target = {
  ...{ name: 'datapath-file', reads: 'datapaths of a user, YAML and JSON' },
  ...{ share: 0.5, longest: 20_000 },
  seeds: () => {
    const small = CATALOGUE.map((datapath) => writeDatapath(datapath)).filter(
      (t) => t.length < 9000,
    );
    return small.flatMap((text, i) => [
      ...(i % 4 === 0 ? [bytesOf(text)] : []),
      bytesOf(JSON.stringify(parse(text))),
    ]);
  },
  mutate: mutateAsJson([
    'linux/bridge',
    'there.yaml',
    'a.o',
    'pod1',
    'node1',
    'eth0',
    'veth',
    '10.0.0.1/24',
  ]),
  run: (input) => {
    const datapath = read(textOf(input));
    if (datapath instanceof LabError) {
      must(datapath.code === 'E_DATAPATH_FILE', `it is refused by ${datapath.code}`);
      return;
    }
    for (const family of familiesOf(datapath))
      planLab('fuzz', datapath.topology(family), (object) => object);
    mustBePlain(explanationText(datapath, plainStyle()), 'explain');
    const again = read(writeDatapath(datapath));
    if (again instanceof LabError) throw again;
    must(told({ ...again, file: datapath.file! }) === told(datapath), 'it is read back otherwise');
  },
};
