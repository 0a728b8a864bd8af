import { randomBytes } from 'node:crypto';

/** 16 hex digits that no other traffic carries. */
export function nonce(): string {
  return randomBytes(8).toString('hex');
}
