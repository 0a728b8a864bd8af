import { beforeEach, describe, expect, it } from 'vitest';
import { TcpdumpProcess } from '../../../src/capture/tcpdump-process.ts';
import { netnsRunner } from '../../../src/host/netns-runner.ts';
import { SHELLS } from './every-shell.ts';
import { marked, until } from './processes.ts';
import { localAgent, newMark, skipWithout } from './shells.ts';

describe.each(SHELLS)('a capture through $name', (shell) => {
  beforeEach((context) => {
    skipWithout(shell, context);
    context.skip(process.getuid?.() !== 0, 'captures need root');
  });

  it('sees every packet, and says so', async () => {
    const mark = newMark();
    const agent = await localAgent(shell, { mark });
    const netns = `cni-lab-agent-${mark.slice(-8)}`;
    await agent.run(['/bin/ip', 'netns', 'add', netns]);
    try {
      const place = netnsRunner(agent, netns);
      await place.run(['/bin/ip', 'link', 'set', 'lo', 'up']);
      const capture = TcpdumpProcess.start(place);
      await capture.listening();
      await place.run(['/bin/ping', '-c', '3', '-i', '0.01', '127.0.0.1']);
      const { frames, fault, kernelDrops } = await capture.drain();
      expect({ fault, kernelDrops, frames: frames.length }).toEqual({
        ...{ fault: null, kernelDrops: 0, frames: 6 },
      });
      await capture.stop();
      await until(() => marked(mark).length === 3);
    } finally {
      await agent.run(['/bin/ip', 'netns', 'del', netns]);
      await agent.close();
    }
  });
});
