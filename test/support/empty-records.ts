import { existsSync, readdirSync, rmdirSync } from 'node:fs';

const RECORDS = '/run/cni-lab';

/** A folder of records with nothing in it is no lab: a command of an earlier day was killed as it made one. */
export function dropEmptyRecords(): void {
  if (existsSync(RECORDS) && readdirSync(RECORDS).length === 0) rmdirSync(RECORDS);
}
