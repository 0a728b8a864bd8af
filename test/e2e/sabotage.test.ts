import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { socketLbUdp } from '../../src/datapaths/cilium/socket-lb-udp.ts';
import { cgroupPath } from '../../src/host/cgroup.ts';
import type { ResultDocument } from '../../src/report/run-document.ts';
import { cli, ENGINE, run, scratchFolder, startCli, until } from './support/cli.ts';
import { HERE } from './support/here.ts';
import { capturesIn, isProbing, processesIn } from './support/lab-processes.ts';
import { leftovers } from './support/leftovers.ts';
import { onlyResult } from './support/only-result.ts';
import { CANNOT_RUN } from './support/root.ts';

/** One line of nftables that drops packets in a place of a lab that is up. */
async function firewall(place: string, hook: string, match: string): Promise<void> {
  const rules = `add table inet wall; add chain inet wall c { type filter hook ${hook} priority -200; }; add rule inet wall c ${match} drop`;
  const { code, stderr } = await cli(['exec', place, '--name', 'wall', '--', 'nft', rules]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
}

async function verifyWall(
  datapath: string,
): Promise<{ code: number | null; result: ResultDocument }> {
  const { code, stdout } = await cli(['verify', datapath, '--name', 'wall', '--json']);
  return { code, result: onlyResult(stdout) };
}

const finding = (result: ResultDocument, code: string) =>
  result.findings.find((f) => f.code === code);

describe.skipIf(CANNOT_RUN)('sabotage', () => {
  afterEach(async () => {
    await cli(['down', '--all']);
    expect(leftovers()).toEqual([]);
  });

  it.each(['node1', 'pod1', 'pod2'])(
    'a capture in %s killed in mid-run is inconclusive, never a pass',
    async (place) => {
      const running = startCli([
        'verify',
        '--name',
        'victim',
        '--count',
        '60',
        '--interval',
        '20',
        '--json',
      ]);
      await until(() => isProbing('victim'), 'captures and ping run');
      const captures = await capturesIn('victim', place);
      expect(captures).toHaveLength(1);
      for (const pid of captures) process.kill(pid, 'SIGKILL');
      const { code, stdout } = await running.ended;
      const result: ResultDocument = JSON.parse(stdout).results[0];
      expect(result.verdict).toBe('inconclusive');
      expect(finding(result, 'capture-fault')).toMatchObject({
        seen: `${ENGINE} ended before it was told to`,
      });
      expect(code).toBe(4);
    },
  );

  it.skipIf(!HERE.includes(socketLbUdp))(
    'a service that answers under the address of its pod has not answered a socket that is not connected',
    async () => {
      await cli(['up', socketLbUdp.name, '--name', 'wall']);
      const cgroup = cgroupPath('cni-lab.wall.pod1');
      const { stdout } = await run('bpftool', ['-j', 'cgroup', 'show', cgroup]);
      const programs = JSON.parse(stdout) as { id: number; name: string }[];
      const { id } = programs.find(({ name }) => name.startsWith('cgroup_recvmsg'))!;
      await run('bpftool', ['cgroup', 'detach', cgroup, 'recvmsg4', 'id', `${id}`]);
      const { code, result } = await verifyWall(socketLbUdp.name);
      expect(result.verdict).toBe('inconclusive');
      expect(result.findings).toHaveLength(1);
      expect(finding(result, 'not-answered')).toMatchObject({
        seen: '0 of 3 (answers came from 10.244.1.12, which was not asked)',
      });
      expect(code).toBe(4);
    },
  );

  it('a watcher of drops that is killed says nothing, and takes its program along', async () => {
    const args = ['--name', 'victim', '--count', '60', '--interval', '20', '--json'];
    const running = startCli(['verify', 'cilium/policy-drop', ...args]);
    await until(() => isProbing('victim'), 'captures and ping run');
    const watchers = await processesIn('victim', 'node1', 'trace');
    expect(watchers).toHaveLength(1);
    process.kill(watchers[0]!, 'SIGKILL');
    const { code, stdout } = await running.ended;
    const result: ResultDocument = JSON.parse(stdout).results[0];
    expect(result.verdict).toBe('pass');
    expect(result.witnesses.at(-1)).toEqual({
      ...{ name: 'drops', agrees: null },
      detail: 'node1: what watched ended before it was told to',
    });
    expect(code).toBe(0);
  });

  it('a pod that cannot send is inconclusive: nothing left it', async () => {
    await cli(['up', '--name', 'wall']);
    await firewall('pod1', 'output', 'icmp type echo-request');
    const { code, result } = await verifyWall('cilium/same-node');
    expect(result.verdict).toBe('inconclusive');
    expect(finding(result, 'not-sent')?.meaning).toContain('did not leave');
    expect(code).toBe(4);
  });

  it('a pod that drops what it receives fails, at the tap where replies should start', async () => {
    await cli(['up', '--name', 'wall']);
    await firewall('pod2', 'input', 'icmp type echo-request');
    const { code, result } = await verifyWall('cilium/same-node');
    expect(result.findings[0]).toMatchObject({ code: 'missing', tap: 'pod1/eth0', leg: 'reply' });
    expect(result.taps.find((t) => t.tap === 'pod2/eth0')?.request.seen).toBe(3);
    expect(code).toBe(1);
  });

  it('replies dropped after they were captured are inconclusive: the sender has no answer', async () => {
    await cli(['up', '--name', 'wall']);
    await firewall('pod1', 'input', 'icmp type echo-reply');
    const { code, result } = await verifyWall('cilium/same-node');
    expect(finding(result, 'not-answered')?.seen).toMatch(/^0 of 3/);
    expect(result.verdict).toBe('inconclusive');
    expect(code).toBe(4);
  });

  it('a lost TCP segment is sent again, and that confuses nothing', async () => {
    await cli(['up', '--name', 'wall']);
    // the first segment with a message is dropped behind pod2's tap, and only that one
    await firewall(
      'pod2',
      'input',
      'tcp dport 8080 meta length > 90 limit rate 1/hour burst 1 packets',
    );
    const { stdout } = await cli([
      'verify',
      '--name',
      'wall',
      '--probe',
      'tcp',
      '--out',
      '/tmp/cni-lab-retransmission',
      '--json',
    ]);
    const result: ResultDocument = JSON.parse(stdout).results[0];
    expect(result).toMatchObject({ verdict: 'pass', findings: [] });
    const packets = await run('tcpdump', [
      '-nr',
      '/tmp/cni-lab-retransmission/cilium/same-node/pod1-lxc.pcap',
      'greater 100',
    ]);
    expect(packets.stdout.trim().split('\n').length).toBe(4); // three messages, one of them twice
    await run('rm', ['-r', '/tmp/cni-lab-retransmission']);
  });

  it("a firewall in the node stops legacy routing, and not eBPF's", async () => {
    await cli(['up', 'cilium/same-node-legacy', '--name', 'wall']);
    await firewall('node1', 'forward', 'icmp type echo-request');
    expect((await verifyWall('cilium/same-node-legacy')).code).toBe(1);
    await cli(['down', '--name', 'wall']);
    await cli(['up', 'cilium/same-node', '--name', 'wall']);
    await firewall('node1', 'forward', 'icmp type echo-request');
    expect((await verifyWall('cilium/same-node')).code).toBe(0);
  });

  it('a program taken away from the host side is noticed by captures and witnesses', async () => {
    await cli(['up', '--name', 'wall']);
    await cli([
      'exec',
      'node1',
      '--name',
      'wall',
      '--',
      'tc',
      'qdisc',
      'del',
      'dev',
      'lxc2',
      'clsact',
    ]);
    const { code, result } = await verifyWall('cilium/same-node');
    expect(finding(result, 'programs')).toMatchObject({ tap: 'pod2/lxc', seen: 'no program' });
    expect(finding(result, 'unexpected')).toMatchObject({ tap: 'pod1/lxc', leg: 'reply' });
    expect(code).toBe(1);
    // half redirected, half forwarded: nothing in the catalogue is like that
    expect(result.identified).toEqual([]);
    const identified = await cli(['identify', '--name', 'wall']);
    expect(identified.stdout).toMatch(/^this is unknown/);
    expect(identified.code).toBe(4);
  });

  it('a foreign program on XDP is noticed by the witness, though captures look right', async () => {
    await cli(['up', '--name', 'wall']);
    const folder = scratchFolder();
    const source =
      '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\nSEC("xdp") int foreign(struct xdp_md *x) { return XDP_PASS; }\nchar L[] SEC("license") = "GPL";\n';
    writeFileSync(`${folder}/foreign.c`, source);
    const headers = ['x86_64', 'aarch64'].map((arch) => `-I/usr/include/${arch}-linux-gnu`);
    await run(
      'clang',
      ['-O2', '-g', '-target', 'bpf', ...headers, '-c', 'foreign.c', '-o', 'foreign.o'],
      folder,
    );
    const load = [
      'env',
      'TC_BPF_MNT=/run',
      'unshare',
      '--mount',
      'ip',
      'link',
      'set',
      'dev',
      'lxc1',
      'xdpgeneric',
      'obj',
      `${folder}/foreign.o`,
      'sec',
      'xdp',
    ];
    expect(await cli(['exec', 'node1', '--name', 'wall', '--', ...load])).toMatchObject({
      code: 0,
      stderr: '',
    });
    const { code, result } = await verifyWall('cilium/same-node');
    expect(result.findings.map((f) => [f.code, f.tap, f.seen])).toEqual([
      ['programs', 'pod1/lxc', 'foreign on xdp generic, redirect_peer on tc ingress'],
    ]);
    expect(code).toBe(1);
  });

  it('a silent bridge whose canary is stopped proves nothing', async () => {
    await cli(['up', 'linux/bridge', '--name', 'wall']);
    await firewall('node1', 'output', 'icmp type echo-request');
    const { code, result } = await verifyWall('linux/bridge');
    expect(finding(result, 'unproven-absence')).toMatchObject({
      tap: 'node1/cni0',
      weight: 'doubt',
    });
    expect(code).toBe(4);
  });

  it('a lab that was taken apart says so', async () => {
    await cli(['up', '--name', 'wall']);
    await run('ip', ['-n', 'cni-lab.wall.node1', 'link', 'del', 'lxc1']);
    const { code, stdout } = await cli(['verify', '--name', 'wall', '--json']);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'E_LAB_BROKEN',
      mend: 'cni-lab down --name wall',
    });
    expect(code).toBe(4);
  });

  it.each(['ping', 'tcpdump', 'tc'])(
    'without %s it says how to install it, and makes nothing',
    async (tool) => {
      const where = (await run('which', [tool])).stdout.trim();
      const hide = `mount --bind /dev/null ${where} && exec "$@"`;
      const { code, stdout } = await cli(['verify', '--json'], {
        prefix: ['unshare', '-m', 'sh', '-c', hide, 'sh'],
      });
      expect(JSON.parse(stdout).error).toMatchObject({
        code: 'E_TOOL_MISSING',
        message: `${tool} is not installed`,
        mend: expect.stringContaining('apt-get install -y'),
      });
      expect(code).toBe(3);
    },
  );

  it.each(['net_admin', 'net_raw', 'sys_admin'])(
    'root without CAP_%s is told so',
    async (capability) => {
      const { code, stdout } = await cli(['verify', '--json'], {
        prefix: ['setpriv', '--bounding-set', `-${capability}`, '--inh-caps', `-${capability}`],
      });
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'E_NO_CAPABILITY' });
      expect(code).toBe(3);
    },
  );

  it('a capture that is stopped in its tracks is inconclusive, and is not waited for', async () => {
    const running = startCli([
      'verify',
      '--name',
      'stopped',
      '--count',
      '60',
      '--interval',
      '10',
      '--json',
    ]);
    await until(() => isProbing('stopped'), 'captures and ping run');
    const [pid] = await capturesIn('stopped', 'node1');
    process.kill(pid!, 'SIGSTOP');
    const { code, stdout } = await running.ended;
    expect(finding(JSON.parse(stdout).results[0], 'capture-fault')?.seen).toBe(
      `${ENGINE} did not answer any more`,
    );
    expect(code).toBe(4);
  });

  it.skipIf(ENGINE !== 'tcpdump')('a tcpdump that is too old says so', async () => {
    const folder = scratchFolder();
    const old = `printf '#!/bin/sh\\necho "tcpdump: LINUX_SLL2 is not a valid data link type name or description" >&2\\nexit 1\\n' > ${folder}/tcpdump && chmod +x ${folder}/tcpdump && exec "$@"`;
    const { code, stdout } = await cli(['verify', '--json'], {
      prefix: ['sh', '-c', old, 'sh'],
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'E_TOOL_TOO_OLD' });
    expect(code).toBe(3);
  });

  it('a full disk is told as such', async () => {
    const script = 'mount -t tmpfs -o size=16k none /mnt && cd /mnt && exec "$@"';
    const { code, stdout } = await cli(
      ['verify', '--count', '200', '--interval', '1', '--out', '/mnt/run', '--json'],
      {
        prefix: ['unshare', '-m', 'sh', '-c', script, 'sh'],
      },
    );
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'E_DISK_FULL' });
    expect(code).toBe(4);
  });
});
