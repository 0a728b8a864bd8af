import { randomBytes } from 'node:crypto';
import { LabError } from '../errors.ts';

const PREFIX = 'cni-lab';
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/** A name for a lab that nobody asked to keep. */
export function randomLabName(): string {
  return `r${randomBytes(4).toString('hex')}`;
}

/** @throws LabError E_BAD_NAME unless it is lower-case letters, digits and inner hyphens, 32 at most */
export function checkLabName(name: string): string {
  if (NAME.test(name)) return name;
  throw new LabError('E_BAD_NAME', {
    message: `"${name}" cannot be a lab's name`,
    why: 'names are 1 to 32 lower-case letters, digits and hyphens, with no hyphen at either end',
    mend: 'choose another, e.g. --name demo-1',
  });
}

/** The network namespace of a lab's place; the lab is found again by these names alone. */
export function namespaceName(lab: string, place: string): string {
  return `${PREFIX}.${lab}.${place}`;
}

/** The parts of a namespace's name, or null if it is none of ours. */
export function parseNamespaceName(name: string): { lab: string; place: string } | null {
  const [prefix, lab, place, ...rest] = name.split('.');
  return prefix === PREFIX && lab && NAME.test(lab) && place && rest.length === 0
    ? { lab, place }
    : null;
}
