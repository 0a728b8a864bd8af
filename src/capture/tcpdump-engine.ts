import type { Tap } from '../labs/lab.ts';
import { pooled } from '../pooled.ts';
import { captureOf } from './capture-of.ts';
import type { Capture, CaptureEngine, CaptureSession } from './engine.ts';
import { placesOf } from './places-of.ts';
import { TcpdumpProcess } from './tcpdump-process.ts';

/** One tcpdump for each network namespace that has a tap; its frames are told apart by ifindex. */
export const tcpdumpEngine: CaptureEngine = {
  name: 'tcpdump',
  async start(lab, signal): Promise<CaptureSession> {
    const places = placesOf(lab.topology);
    const roomKiB = roomOf(places.length);
    const processes = new Map(
      places.map((place, i) => [
        place,
        TcpdumpProcess.start(
          lab.runner(place),
          lab.captureFilter?.(place),
          i === 0 ? undefined : roomKiB,
        ),
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

/** For the frames of all but the busiest place, where there are many: the kernel's memory is all of ours. */
function roomOf(places: number): number {
  return Math.max(256, Math.min(4096, Math.floor(ROOM_KIB / places)));
}

const ROOM_KIB = 64 << 10;

/** Captures that are asked for their counts side by side. */
const AT_ONCE = 32;

async function drain(
  taps: readonly Tap[],
  processes: ReadonlyMap<string, TcpdumpProcess>,
): Promise<Capture[]> {
  const drained = new Map(
    await pooled([...processes], AT_ONCE, async ([place, process]) => {
      return [place, await process.drain()] as const;
    }),
  );
  return taps.map((tap) => captureOf(tap, drained.get(tap.place)!));
}
