import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './kubeconfig.ts';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Why certificates cannot be made here; null if they can. */
export function noOpenssl(): string | null {
  try {
    execFileSync('openssl', ['version']);
    return null;
  } catch (error) {
    return `openssl: ${(error as Error).message}`;
  }
}

/** Signed by itself. @param days how long it is valid; -1 for one that has expired */
export function certificate(days: 30 | -1, name: string): Certificate {
  const folder = temporaryFolder();
  const [key, csr, ext, cert] = ['key', 'csr', 'ext', 'cert'].map((file) => join(folder, file)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(ext, `subjectAltName=${name}\n`);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-new', ...curve, '-keyout', key, '-out', csr, '-subj', '/CN=x');
  const sign = ['-signkey', key, '-extfile', ext, '-days', String(days)];
  openssl('x509', '-req', '-in', csr, '-out', cert, ...sign);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

export const base64 = (text: string) => Buffer.from(text).toString('base64');
