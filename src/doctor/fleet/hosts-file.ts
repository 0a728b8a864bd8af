import { LabError } from '../../errors.ts';
import type { LabHost } from './lab-host.ts';

/** No word of it can begin with a dash or hold a blank: nothing that ssh could take for an option. */
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/;
const IPV6 = /^[0-9A-Fa-f:]+:[0-9A-Fa-f:.]*(%[A-Za-z0-9_.-]{1,15})?$/;

/**
 * One machine a line: `host`, `user@host`, `host:port`, `[address]:port`; `#` begins a comment.
 * @throws LabError E_CONFIG with the line
 */
export function readHosts(file: string, text: string): LabHost[] {
  const hosts = new Map<string, number>();
  const read: LabHost[] = [];
  text.split('\n').forEach((line, index) => {
    const word = line.replace(/(^|\s)#.*$/, '').trim();
    if (word === '') return;
    const at = `${file}:${index + 1}`;
    const host = hostOf(word);
    if (!host)
      throw wrong(at, `"${word.slice(0, 60).replaceAll(/[^\x20-\x7e]/g, '?')}" is no host`);
    const before = hosts.get(word);
    if (before !== undefined) throw wrong(at, `${word} is in line ${before} already`);
    hosts.set(word, index + 1);
    read.push(host);
  });
  if (read.length === 0) throw wrong(file, 'there is no host in it');
  return read;
}

/** Null if it is none. */
export function hostOf(word: string): LabHost | null {
  const at = word.lastIndexOf('@');
  const user = at < 0 ? null : word.slice(0, at);
  if (user !== null && !USER.test(user)) return null;
  const rest = word.slice(at + 1);
  if (IPV6.test(rest) && rest.split(':').length > 2) {
    return { name: word, user, address: rest, port: null };
  }
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(rest) ?? [];
  const address = bracketed ?? plain ?? '';
  if (bracketed === undefined ? !NAME.test(address) : !IPV6.test(address)) return null;
  const port = digits === undefined ? null : Number(digits);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  return { name: word, user, address, port };
}

function wrong(at: string, message: string): LabError {
  return new LabError('E_CONFIG', {
    message: `${at}: ${message}`,
    why: 'a line has one machine, as ssh reaches it: host, user@host, host:port or [address]:port',
    mend: `edit ${at}`,
  });
}
