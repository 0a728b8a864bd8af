import type { Tap } from '../labs/lab.ts';
import { captureOf } from './capture-of.ts';
import type { Capture, CaptureEngine, CaptureSession } from './engine.ts';
import { TcpdumpProcess } from './tcpdump-process.ts';

/** One tcpdump for each network namespace that has a tap; its frames are told apart by ifindex. */
export const tcpdumpEngine: CaptureEngine = {
  name: 'tcpdump',
  async start(lab, signal): Promise<CaptureSession> {
    const places = [...new Set(lab.topology.taps.map((tap) => tap.namespace))];
    const processes = new Map(
      places.map((place) => [
        place,
        TcpdumpProcess.start(lab.runner(place), lab.captureFilter?.(place)),
      ]),
    );
    const stop = async () => {
      await Promise.all([...processes.values()].map((process) => process.stop()));
    };
    try {
      await Promise.all([...processes.values()].map((process) => process.listening(signal)));
    } catch (error) {
      await stop();
      throw error;
    }
    return { by: 'tcpdump', stop, drain: (taps) => drain(taps, processes) };
  },
};

async function drain(
  taps: readonly Tap[],
  processes: ReadonlyMap<string, TcpdumpProcess>,
): Promise<Capture[]> {
  const drained = new Map(
    await Promise.all(
      [...processes].map(async ([place, process]) => [place, await process.drain()] as const),
    ),
  );
  return taps.map((tap) => captureOf(tap, drained.get(tap.place)!));
}
