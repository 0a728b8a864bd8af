import { describe, expect, it } from 'vitest';
import { CommandError } from '../../src/host/command-error.ts';
import type { Runner } from '../../src/host/runner.ts';
import { liveBridgeNetfilter } from '../../src/labs/bridge-netfilter.ts';
import { FakeRunner, type Reaction } from './cluster/fake-runner.ts';

const PATH = '/proc/sys/net/bridge';

function answering(name: string, reaction: Reaction) {
  return new FakeRunner((line) => (line === `cat ${PATH}/${name}` ? reaction : undefined));
}

/** A runner on which everything fails with these words. */
function failing(stderr: string): Runner {
  const failure = { exitCode: 1, signal: null, timedOut: false, stdout: '', stderr };
  return Object.assign(new FakeRunner(() => ''), {
    run: (argv: readonly [string, ...string[]]) =>
      Promise.reject(new CommandError({ argv, ...failure })),
  });
}

describe('whether bridges hand frames to netfilter', () => {
  it.each([
    ['1\n', true],
    ['0\n', false],
  ])('is read from the setting of the family: %j', async (text, is) => {
    expect(await liveBridgeNetfilter(answering('bridge-nf-call-iptables', text), 4)).toBe(is);
    expect(await liveBridgeNetfilter(answering('bridge-nf-call-ip6tables', text), 6)).toBe(is);
  });

  it('is not so without br_netfilter, and not known where it cannot be read', async () => {
    const missing = `cat: ${PATH}/bridge-nf-call-iptables: No such file or directory`;
    expect(await liveBridgeNetfilter(failing(missing), 4)).toBe(false);
    expect(await liveBridgeNetfilter(failing('error: container not found'), 4)).toBe(null);
  });
});
