import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sshArgv } from '../../../src/doctor/fleet/ask-host.ts';
import { hostOf, readHosts } from '../../../src/doctor/fleet/hosts-file.ts';

const HOSTILE = [
  '-oProxyCommand=touch /tmp/x',
  '-lroot',
  'root@-oProxyCommand=x',
  '-root@lab-01',
  'lab 01',
  'lab-01;reboot',
  'lab-01\u001b[2J',
  'lab-01\u0000',
  '$(reboot)',
  'lab-01:0',
  'lab-01:65536',
  'lab-01:22:22',
  'a@b@c',
  '@lab-01',
  '[lab-01]:22',
  '[]:22',
  'ssh://lab-01',
  'läb',
];

describe('a hosts file', () => {
  it('has hosts, users, ports, addresses and comments', () => {
    const text =
      '# row 1\nlab-01  # by the door\n\nroot@lab-02.example\r\nlab-03:2222\n10.0.0.4\nu@[fe80::1%eth0]:22\n2001:db8::5\n';
    expect(readHosts('hosts.txt', text)).toEqual([
      { name: 'lab-01', user: null, address: 'lab-01', port: null },
      { name: 'root@lab-02.example', user: 'root', address: 'lab-02.example', port: null },
      { name: 'lab-03:2222', user: null, address: 'lab-03', port: 2222 },
      { name: '10.0.0.4', user: null, address: '10.0.0.4', port: null },
      { name: 'u@[fe80::1%eth0]:22', user: 'u', address: 'fe80::1%eth0', port: 22 },
      { name: '2001:db8::5', user: null, address: '2001:db8::5', port: null },
    ]);
  });

  it.each(HOSTILE)('refuses %j, with its line, as text that a terminal can show', (line) => {
    const read = () => readHosts('hosts.txt', `lab-00\n${line}\n`);
    expect(read).toThrow(/^hosts\.txt:2: ".*" is no host$/);
    expect(read).not.toThrow(/[^\x20-\x7e]/);
  });

  it('refuses a host twice, and a file without any', () => {
    expect(() => readHosts('h', 'a\nb\na\n')).toThrow('h:3: a is in line 1 already');
    expect(() => readHosts('h', '# none\n')).toThrow('h: there is no host in it');
  });

  it('lets nothing through that ssh or a shell could take for anything else', () => {
    const character = fc.constantFrom(...'-@:[]%.ab1 ;$`\'"\\\n\t/=\u001b');
    const words = fc.oneof(
      fc.string(),
      fc.array(character).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(words, (word) => {
        const host = hostOf(word);
        if (!host) return;
        const argv = sshArgv(host);
        const destination = argv[argv.indexOf('--') + 1]!;
        expect(argv.at(-1)).toBe('sh -s');
        expect(argv.slice(argv.indexOf('--'))).toHaveLength(3);
        expect(destination).toMatch(/^([A-Za-z0-9_][\w.-]*@)?[A-Za-z0-9_:][\w.:%-]*$/);
      }),
      { numRuns: 5000 },
    );
  });
});
