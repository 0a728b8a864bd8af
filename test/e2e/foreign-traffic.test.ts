import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { addressOf, passageOf } from '../../src/datapaths/topology.ts';
import { looksLike } from '../support/look-alikes.ts';
import { CLI, cli, run, scratchFolder } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

/** A web server, and a client that fetches a page of 300 kB and then another. */
const SERVER = `require('http').createServer((q, r) => r.end('x'.repeat(3e5))).listen(8080, '::', () => console.log('up'))`;
const CLIENT = `(async () => { for (const n of [1, 2]) await (await fetch(process.argv[1])).text() })()`;

/** Starts a program, and ends it with the test at the latest. */
function start(file: string, args: readonly string[]): ChildProcess {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** One that is said to be ready by the first thing that it says. */
async function ready(child: ChildProcess): Promise<ChildProcess> {
  await Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data')]);
  return child;
}

describe.skipIf(CANNOT_RUN)('traffic that the lab did not send', () => {
  it.each([
    ['cilium/same-node', 'pass'],
    ['cilium/same-node-legacy', 'pass'],
    ['cilium/cross-node', 'pass'],
    ['flannel/vxlan', 'inconclusive'], // files do not tell the direction of frames on tunnels and bridges
    ['kube-proxy/iptables', 'pass'],
    ['linux/bridge', 'inconclusive'], // nothing has shown that cni0's file could see
  ])('through a lab of %s is judged by hand-made captures, and named', async (name, verdict) => {
    const folder = scratchFolder();
    const topology = findDatapath(name).topology(4);
    const { from, to, service } = passageOf(topology);
    expect((await cli(['up', name, '--name', 'web'])).code).toBe(0);
    const inside = (place: string, ...argv: string[]) => {
      return ['netns', 'exec', `cni-lab.web.${place}`, ...argv];
    };
    const files = topology.taps.map((tap) => ({
      ...{ ...tap, file: join(folder, `${tap.name.replace('/', '-')}.pcap`) },
    }));
    const captures = await Promise.all(
      files.map(({ namespace, device, file }) => {
        const options = ['-U', '--immediate-mode', '-s', '256', '-p', '-n', '-Z', 'root'];
        const argv = ['tcpdump', '-i', device, ...options, '-w', file, 'tcp or udp'];
        return ready(start('ip', inside(namespace, ...argv)));
      }),
    );
    await ready(start('ip', inside(to, process.execPath, '-e', SERVER)));
    const url = `http://${service ?? addressOf(topology, to)}:8080/`;
    const client = await run('ip', inside(from, process.execPath, '-e', CLIENT, url));
    expect(client).toMatchObject({ code: 0, stderr: '' });
    await new Promise((resolve) => setTimeout(resolve, 50)); // the last packets into the files
    for (const capture of captures) capture.kill('SIGINT');
    await Promise.all(captures.map((capture) => once(capture, 'exit')));
    expect((await cli(['down', '--name', 'web'])).code).toBe(0);
    expect(leftovers()).toEqual([]);

    const taps = files.map(({ name: tap, file }) => `${tap}=${file}`);
    const args = ['analyze', '--datapath', name, ...taps, '--json'];
    const { result } = JSON.parse((await run(process.execPath, [CLI, ...args])).stdout);
    expect(result.probe.kind).toBe('tcp');
    expect(result.verdict).toBe(verdict);
    const named = result.identified.map((guess: { datapath: string }) => guess.datapath);
    expect(named.toSorted()).toEqual(looksLike(name));
  });
});
