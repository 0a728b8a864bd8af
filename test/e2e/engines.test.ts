import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import type { Frame } from '../../src/packets/frame.ts';
import type { ResultDocument, RunDocument } from '../../src/report/run-document.ts';
import { alikeInAll } from '../support/look-alikes.ts';
import { CLI, cli, ROOT, run, scratchFolder, startCli, until } from './support/cli.ts';
import { HERE } from './support/here.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

const TAP = join(ROOT, `dist/tap-${process.arch}`);
const PLACES = ['node1', 'pod1', 'pod2'];

type Seen = Omit<Frame, 'bytes'> & { readonly hex: string };

/** A capture that runs until it is told to end, and what it saw then, by place. */
function capture(file: string, args: readonly string[]) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const reader = new CaptureReader();
  const seen: Seen[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    for (const { bytes, ...frame } of reader.push(chunk)) {
      seen.push({ ...frame, hex: Buffer.from(bytes).toString('hex') });
    }
  });
  return {
    isLive: () => reader.interfaces.length > 0,
    seenSoFar: () => seen.length,
    end: async () => {
      const ended = new Promise((resolve) => child.on('close', resolve));
      child.kill('SIGINT');
      await ended;
      return seen;
    },
  };
}

describe.skipIf(CANNOT_RUN)('--engine tap', () => {
  afterEach(async () => {
    await cli(['down', '--all']);
    expect(leftovers()).toEqual([]);
  });

  it.each([
    ['cilium/same-node', 'ping'],
    ['linux/vxlan', 'udp'],
    ['flannel/same-node', 'tcp'],
  ])('sees packet for packet what tcpdump sees of %s by %s', async (datapath, probe) => {
    // TCP's frames bear no stamp of their own: each capture gives them one as it gets them
    const stamps = probe !== 'tcp';
    await cli(['up', datapath, '--name', 'both']);
    const places = JSON.parse((await cli(['status', '--json'])).stdout).labs[0].places as string[];
    const namespaces = places.map((place) => `cni-lab.both.${place}`);
    const tap = capture(TAP, ['256', ...namespaces]);
    const tcpdumps = namespaces.map((namespace) =>
      capture('ip', [
        ...['netns', 'exec', namespace, 'tcpdump', '-i', 'any', '-y', 'LINUX_SLL2', '-p', '-n'],
        ...['-U', '--immediate-mode', '-s', '256', '-Z', 'root', '--time-stamp-precision=nano'],
        ...['-w', '-'],
      ]),
    );
    await until(() => [tap, ...tcpdumps].every((one) => one.isLive()), 'all capture');
    const nowNs = () => BigInt(Date.now()) * 1_000_000n;
    const allLive = nowNs();
    await cli(['verify', datapath, '--name', 'both', '--probe', probe, '--count', '5']);
    const allSent = nowNs();
    const theirs = tcpdumps.reduce((sum, one) => sum + one.seenSoFar(), 0);
    await until(() => tap.seenSoFar() >= theirs, 'tap has written what it has');
    const ours = await tap.end();
    for (const [place, tcpdump] of tcpdumps.entries()) {
      const shown = (all: readonly Seen[]) =>
        all
          .filter(({ timestampNs }) => timestampNs >= allLive && timestampNs <= allSent)
          .map(({ timestampNs, ...frame }) => ({
            ...frame,
            ...(stamps && { timestampNs }),
            interfaceId: place,
          }));
      const own = shown(ours.filter((one) => one.interfaceId === place));
      const frames = shown(await tcpdump.end());
      expect(frames.length).toBeGreaterThan(0);
      expect(own).toEqual(frames);
    }
  });

  it('is content with every datapath that runs here, and names it', async () => {
    const names = HERE.map((datapath) => datapath.name);
    const { code, stdout } = await cli(['verify', ...names, '--engine', 'tap', '--json']);
    const { results } = JSON.parse(stdout) as RunDocument;
    expect(results.map((result) => result.datapath)).toEqual(names);
    for (const { datapath, ...result } of results) {
      expect(result).toMatchObject({ verdict: 'pass', findings: [], engine: { by: 'tap' } });
      const named = result.identified.map((guess) => guess.datapath).toSorted();
      expect(named).toEqual(alikeInAll(datapath, 4));
    }
    expect(code).toBe(0);
  });

  it('fails what is not so', async () => {
    const args = ['cilium/same-node', '--lab', 'cilium/same-node-legacy', '--engine', 'tap'];
    const { code, stdout } = await cli(['verify', ...args, '--json']);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ verdict: 'fail', engine: { by: 'tap' } });
    expect(code).toBe(1);
  });

  it('killed in mid-run is inconclusive, never a pass', async () => {
    const running = startCli([
      ...['verify', '--name', 'victim', '--count', '60', '--interval', '20', '--json'],
      ...['--engine', 'tap'],
    ]);
    const inPlace = async (place: string) =>
      (await run('ip', ['netns', 'pids', `cni-lab.victim.${place}`])).stdout.split('\n');
    const named = async (name: string) => {
      const pids = (await Promise.all(PLACES.map(inPlace))).flat().filter(Boolean);
      const names = await Promise.all(pids.map((pid) => run('cat', [`/proc/${pid}/comm`])));
      return pids.filter((_, i) => names[i]?.stdout.trim() === name).map(Number);
    };
    await until(async () => (await named('ping')).length > 0, 'capture and ping run');
    const [tap, ...more] = await named(`tap-${process.arch}`);
    expect(more).toEqual([]);
    process.kill(tap!, 'SIGKILL');
    const { code, stdout } = await running.ended;
    const result: ResultDocument = JSON.parse(stdout).results[0];
    expect(result.verdict).toBe('inconclusive');
    expect(result.findings.find((f) => f.code === 'capture-fault')).toMatchObject({
      seen: 'tap ended before it was told to',
    });
    expect(code).toBe(4);
  });

  it('leaves the work to tcpdump where it does not run, and says so', async () => {
    const copy = scratchFolder();
    for (const part of ['bin', 'dist', 'package.json']) {
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    }
    rmSync(join(copy, `dist/tap-${process.arch}`)); // as on a machine of a kind that it was not built for
    const program = join(copy, CLI.slice(ROOT.length));
    const { code, stdout } = await run(
      process.execPath,
      [program, 'verify', '--engine', 'tap'],
      copy,
    );
    expect(stdout).toMatch(/captured +by tcpdump: tap was not built for this kind of machine \(/);
    expect(stdout).toMatch(/^PASS cilium\/same-node\n/);
    expect(code).toBe(0);
  });
});
