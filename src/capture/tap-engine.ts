import { LabError } from '../errors.ts';
import { localRunner } from '../host/local-runner.ts';
import { captureByTap } from '../host/tap-tool.ts';
import { captureOf } from './capture-of.ts';
import type { CaptureEngine, CaptureSession } from './engine.ts';
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
    const places = [...new Set(lab.topology.taps.map((tap) => tap.namespace))];
    let process: TapProcess | undefined;
    try {
      const argv = captureByTap(places.map((place) => lab.namespace(place)));
      process = new TapProcess(localRunner.start(argv), places.length);
      await process.listening(signal);
    } catch (error) {
      await process?.stop();
      const because = whyNotHere(error);
      if (because === null) throw error;
      return byTcpdump(because);
    }
    const running = process;
    return {
      by: 'tap',
      async drain(taps) {
        const drained = await running.drain();
        return taps.map((tap) => captureOf(tap, drained[places.indexOf(tap.place)]!));
      },
      stop: () => running.stop(),
    };
  },
};

/** Why our program does not run on this machine; null if that is not what went wrong. */
function whyNotHere(error: unknown): string | null {
  if (!(error instanceof LabError)) return null;
  if (error.code === 'E_BPF_OBJECT_MISSING') return 'tap was not built';
  return /failed to execute/.test(error.why) ? `tap does not run here: ${error.why}` : null;
}
