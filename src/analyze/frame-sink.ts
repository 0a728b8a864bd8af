import type { Frame } from '../packets/frame.ts';
import type { FrameFilter } from '../packets/frame-filter.ts';

/** Takes what it wants of a capture that is read. */
export interface FrameSink extends FrameFilter {
  /** A frame that it wanted, in file order. Its bytes are overwritten when the next are read. */
  keep(frame: Frame): void;
}
