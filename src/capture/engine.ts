import type { Lab, Tap } from '../labs/lab.ts';
import type { Frame } from '../packets/frame.ts';

/** The frames of one tap, with what is needed to believe what they leave out. */
export interface Capture {
  /** `pod1/lxc` */
  readonly tap: string;
  readonly device: string;
  /** MAC address of the device, or null where nobody knows it. */
  readonly mac: string | null;
  readonly frames: readonly Frame[];
  /** Captures with the same one have one clock. */
  readonly clock?: string;
  /** Ran from before the first probe to after the last, and delivered all that it had taken. */
  readonly live: boolean;
  /** Why it was not live. */
  readonly fault: string | null;
  /** Packets that the kernel had to drop for want of room; they may have been any tap's of the place. */
  readonly kernelDrops: number;
}

export type EngineName = 'tcpdump' | 'tap';

/** Captures that run. */
export interface CaptureSession {
  /** Which captures. */
  readonly by: EngineName;
  /** Why it is not the one that was asked for. */
  readonly because?: string;
  /**
   * Waits until every frame that the kernel took so far has been delivered, and returns them all.
   * A capture that died is reported as not live, never thrown.
   */
  drain(taps: readonly Tap[]): Promise<Capture[]>;
  /** Ends the captures. Safe to call twice. */
  stop(): Promise<void>;
}

/** A way to capture on the taps of a lab, with the direction of every frame known. */
export interface CaptureEngine {
  readonly name: EngineName;
  /** Resolves once every tap is live. @throws LabError E_CAPTURE, E_TOOL_TOO_OLD */
  start(
    lab: Pick<Lab, 'topology' | 'runner' | 'captureFilter' | 'namespace' | 'backend'>,
    signal?: AbortSignal,
  ): Promise<CaptureSession>;
}
