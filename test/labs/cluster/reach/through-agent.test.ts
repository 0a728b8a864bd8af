import { describe, expect, it } from 'vitest';
import type { AgentRunner } from '../../../../src/host/agent/agent-runner.ts';
import {
  AGENT_TOOLS,
  lackingTool,
  throughAgent,
} from '../../../../src/labs/cluster/reach/through-agent.ts';
import { FakeRunner } from '../fake-runner.ts';

function reached(inside: 'its own' | 'process 1') {
  const runner = new FakeRunner(() => '');
  const agent = {
    run: runner.run.bind(runner),
    start: runner.start,
    argv: runner.argv,
    close: async () => {},
  } as unknown as AgentRunner;
  let closed = 0;
  const close = async () => {
    closed++;
  };
  const access = throughAgent('worker', 'agent', agent, { inside, close });
  return { access, asked: runner.asked, closed: () => closed };
}

describe('a node by a shell of ours', () => {
  it("runs our tools where the shell is: it sees the node's processes and network", async () => {
    const { access, asked } = reached('process 1');
    await access.outside.run(['find', '/proc']);
    await access.net.run(['ip', 'link']);
    expect(asked).toEqual(['find /proc', 'ip link']);
    expect(access).toMatchObject({ node: 'worker', way: 'agent' });
  });

  it("runs the node's own programs by process 1, unless the shell is the node's itself", async () => {
    const agent = reached('process 1');
    await agent.access.inside.run(['cat', '/etc/hostname']);
    expect(agent.asked).toEqual(['nsenter --target=1 --mount --net cat /etc/hostname']);
    const docker = reached('its own');
    await docker.access.inside.run(['cat', '/etc/hostname']);
    expect(docker.asked).toEqual(['cat /etc/hostname']);
  });

  it("runs our tools in a pod's network by one of its processes", async () => {
    const { access, asked } = reached('process 1');
    await access.enter(4711).run(['ip', 'addr']);
    expect(asked).toEqual(['nsenter --net=/proc/4711/ns/net ip addr']);
  });

  it('says that our own programs are not there, in pods too', () => {
    const { access } = reached('process 1');
    for (const runner of [access.net, access.inside, access.enter(1)]) {
      expect(runner.remote).toContain('worker is reached by agent');
    }
  });

  it('is left by what it was given for that', async () => {
    const { access, closed } = reached('its own');
    await access.close();
    expect(closed()).toBe(1);
  });
});

describe('the tools that a node has to have', () => {
  it('are asked for in one go', async () => {
    const runner = new FakeRunner(() => '');
    expect(await lackingTool(runner)).toBeNull();
    expect(runner.asked).toHaveLength(1);
    for (const tool of AGENT_TOOLS) expect(runner.asked[0]).toMatch(new RegExp(` ${tool}\\b`));
  });

  it('are named by the first that is not there', async () => {
    expect(await lackingTool(new FakeRunner(() => 'tcpdump\nnsenter\n'))).toBe('tcpdump');
  });
});
