import { arch } from 'node:process';
import { localRunner } from '../host/local-runner.ts';
import { captureByTap } from '../host/tap-tool.ts';
import { captureOf } from './capture-of.ts';
import type { CaptureEngine, CaptureSession } from './engine.ts';
import { placesOf } from './places-of.ts';
import { TapProcess } from './tap-process.ts';
import { tcpdumpEngine } from './tcpdump-engine.ts';

/**
 * One process of ours for all network namespaces of an embedded lab. Where it does not run, tcpdump captures,
 * and the session says why.
 */
export const tapEngine: CaptureEngine = {
  name: 'tap',
  async start(lab, signal): Promise<CaptureSession> {
    const byTcpdump = async (because: string) => ({
      ...(await tcpdumpEngine.start(lab, signal)),
      because,
    });
    if (lab.backend !== 'netns') return byTcpdump('tap captures in embedded labs only');
    const places = placesOf(lab.topology);
    const argv = captureByTap(places.map((place) => lab.namespace(place)));
    if (argv === null) return byTcpdump(`tap was not built for this kind of machine (${arch})`);
    const tap = new TapProcess(localRunner.start(argv), places.length);
    try {
      await tap.listening(signal);
    } catch (error) {
      await tap.stop();
      throw error;
    }
    return {
      by: 'tap',
      async drain(taps) {
        const drained = await tap.drain();
        return taps.map((one) => captureOf(one, drained[places.indexOf(one.place)]!));
      },
      stop: () => tap.stop(),
    };
  },
};
