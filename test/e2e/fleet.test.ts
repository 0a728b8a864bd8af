import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLI, cli, run, scratchFolder, startCli, until } from './support/cli.ts';
import { CANNOT_RUN } from './support/root.ts';

/** A folder for the PATH with a program of this name in it. */
function program(name: string, script: string): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

function fleet(hosts: string, bin: string, ...args: string[]) {
  const cwd = scratchFolder();
  writeFileSync(join(cwd, 'hosts.txt'), hosts);
  const env = { PATH: `${bin}:${process.env.PATH}` };
  return cli(['doctor', '--fleet', 'hosts.txt', ...args], { cwd, env });
}

const FINE = { name: 'kernel', group: 'embedded lab', ok: true, found: '6.1.0', mend: null };
const NO_NFT = {
  ...{ name: 'nft', group: 'embedded lab', ok: false, found: 'not installed' },
  mend: 'apt-get install -y nftables\u001b[2J',
};

/** A stand-in for ssh: it plays the machines of a room, by their names. */
const ROOM = `
printf '%s\\n' "$*" >>"$(dirname "$0")/asked"
while [ "$1" != -- ]; do shift; done
case $2 in
lab-01) echo '${JSON.stringify({ checks: [FINE] })}' ;;
root@lab-02) echo '${JSON.stringify({ checks: [FINE, NO_NFT] })}'; exit 3 ;;
lab-03) exit 97 ;;
lab-04) echo 'ssh: connect to host lab-04 port 22: Connection refused' >&2; exit 255 ;;
lab-05) printf '\\033]0;bad\\007{"checks":"\\033[2J"}'; exit 0 ;;
esac`;

describe('doctor --fleet', () => {
  it('has a row for each machine, with what it lacks', async () => {
    const bin = program('ssh', ROOM);
    const room = 'lab-01\nroot@lab-02:2222 # window\nlab-03\nlab-04\nlab-05\n';
    const { code, stdout } = await fleet(room, bin);
    expect(code).toBe(3);
    expect(
      stdout
        .split('\n')
        .slice(0, 5)
        .map((row) => row.replaceAll(/ +/g, ' ').slice(3)),
    ).toEqual([
      'lab-01 lacks nothing',
      'root@lab-02:2222 lacks nft',
      'lab-03 cni-lab is not installed',
      'lab-04 not reached: Connection refused',
      'lab-05 no answer of use: that is not what a doctor says',
    ]);
    expect(stdout).toContain('apt-get install -y nftables\n      root@lab-02:2222');
    expect(stdout).toContain('1 of 5 machines are ready');
    expect(stdout).not.toContain('\u001b');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(readFileSync(join(bin, 'asked'), 'utf8')).toContain(
      '-T -o BatchMode=yes -o ConnectTimeout=10 -p 2222 -- root@lab-02 sh -s',
    );
  });

  it('gives the same to programs, and 0 if all are ready', async () => {
    const { code, stdout } = await fleet('lab-01\n', program('ssh', ROOM), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).hosts).toEqual([
      { host: 'lab-01', state: 'ready', lacks: [], why: null, mend: [], checks: [FINE] },
    ]);
  });

  it.each(['-oProxyCommand=id', 'lab 01', 'lab-01;id', '\u001b[2J'])(
    'refuses %j before ssh is started',
    async (line) => {
      const bin = program('ssh', 'touch "$(dirname "$0")/started"');
      const { code, stderr } = await fleet(`lab-01\n${line}\n`, bin);
      expect(code).toBe(2);
      expect(stderr).toContain('hosts.txt:2:');
      expect(stderr).not.toContain('\u001b');
      expect((await run('ls', [bin])).stdout).toBe('ssh\n');
    },
  );

  it.skipIf(CANNOT_RUN)('asks a machine over ssh itself', async () => {
    const port = await freePort();
    const closed = await freePort();
    const bin = await startSshd(port);
    const { code, stdout, stderr } = await fleet(
      `root@127.0.0.1:${port}\nroot@127.0.0.1:${closed}\n`,
      bin,
      '--json',
    );
    expect(code, stderr).toBe(3); // of the one that nobody listens on
    const [reached, refused] = JSON.parse(stdout).hosts;
    const own = JSON.parse((await cli(['doctor', '--json'])).stdout).checks;
    const names = (checks: { name: string }[]) => checks.map(({ name }) => name);
    expect(reached.state).toBe('ready');
    expect(names(reached.checks)).toEqual(names(own));
    expect(refused.state).toBe('unreachable');
    expect(refused.why).toContain('Connection refused');
  });
});

/** An sshd on loopback, with keys of its own. @returns a folder for the PATH: ssh, that knows those keys */
async function startSshd(port: number): Promise<string> {
  const folder = scratchFolder();
  const key = (name: string) => join(folder, name);
  for (const name of ['host', 'user']) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key(name)]);
  }
  mkdirSync(key('remote'));
  writeFileSync(key('remote/cni-lab'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`);
  chmodSync(key('remote/cni-lab'), 0o755);
  writeFileSync(
    key('sshd_config'),
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${key('host')}
AuthorizedKeysFile ${key('user.pub')}
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PidFile none
SetEnv PATH=${key('remote')}:/usr/sbin:/usr/bin:/sbin:/bin
`,
  );
  writeFileSync(key('known'), `[127.0.0.1]:${port} ${readFileSync(key('host.pub'), 'utf8')}`);
  // sshd wants /run/sshd; labs that the doctor tries there are its own
  const sshd = startCli([], {
    prefix: [
      ...['unshare', '--mount', 'sh', '-c'],
      `mount --make-rprivate / && mount -t tmpfs none /run && mkdir -p /run/sshd && exec /usr/sbin/sshd -D -e -f ${key('sshd_config')}`,
    ],
  });
  onTestFinished(async () => {
    sshd.child.kill();
    await sshd.ended;
  });
  let said = '';
  sshd.child.stderr?.on('data', (text) => {
    said += text;
  });
  await until(() => said.includes('Server listening'), `sshd listens: ${said}`);
  return program(
    'ssh',
    `exec /usr/bin/ssh -F none -i ${key('user')} -o UserKnownHostsFile=${key('known')} "$@"`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
