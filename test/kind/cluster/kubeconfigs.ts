import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { docker } from '../support/lab.ts';
import { lab } from './shared.ts';

interface Kubeconfig {
  clusters: { cluster: { server: string } }[];
  users: { user: Record<string, string> }[];
}

/** Kubeconfigs like the lab's, but for what is wrong with them. */
export class Kubeconfigs {
  readonly folder = mkdtempSync(join(tmpdir(), 'cni-lab-kubeconfigs-'));

  get absent(): string {
    return join(this.folder, 'absent');
  }

  text(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  server(name: string, server: string): string {
    return this.#changed(name, ({ clusters }) => {
      clusters[0]!.cluster.server = server;
    });
  }

  token(name: string, token: string): string {
    return this.#user(name, { token });
  }

  /** A certificate that the cluster's own authority signed, and that was good for a day, the day before. */
  async expired(name: string): Promise<string> {
    const file = (part: string) => join(this.folder, part);
    for (const part of ['ca.crt', 'ca.key']) {
      await docker('cp', `${lab.node('control-plane')}:/etc/kubernetes/pki/${part}`, file(part));
    }
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
    const subject = ['-subj', '/O=system:masters/CN=late'];
    openssl(
      ...['req', '-newkey', 'rsa:2048', '-nodes', ...subject],
      ...['-keyout', file('key.pem'), '-out', file('request.pem')],
    );
    writeFileSync(file('index.txt'), '');
    writeFileSync(file('serial'), '01\n');
    writeFileSync(
      file('ca.cnf'),
      `[ca]\ndefault_ca=c\n[c]\ndatabase=${file('index.txt')}\nserial=${file('serial')}\nnew_certs_dir=${this.folder}\ndefault_md=sha256\npolicy=p\n[p]\norganizationName=optional\ncommonName=supplied\n`,
    );
    const day = (ago: number) =>
      new Date(Date.now() - ago * 86_400_000).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
    openssl(
      ...['ca', '-batch', '-config', file('ca.cnf'), '-notext'],
      ...['-cert', file('ca.crt'), '-keyfile', file('ca.key'), '-in', file('request.pem')],
      ...['-startdate', day(2), '-enddate', day(1), '-out', file('cert.pem')],
    );
    const base64 = (part: string) => readFileSync(file(part)).toString('base64');
    return this.#user(name, {
      'client-certificate-data': base64('cert.pem'),
      'client-key-data': base64('key.pem'),
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #user(name: string, user: Record<string, string>): string {
    return this.#changed(name, ({ users }) => {
      users[0]!.user = user;
    });
  }

  #changed(name: string, change: (config: Kubeconfig) => void): string {
    const config = parse(readFileSync(lab.kubeconfig, 'utf8')) as Kubeconfig;
    change(config);
    return this.text(name, stringify(config));
  }
}
