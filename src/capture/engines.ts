import type { CaptureEngine, EngineName } from './engine.ts';
import { tapEngine } from './tap-engine.ts';
import { tcpdumpEngine } from './tcpdump-engine.ts';

const ENGINES: Readonly<Record<EngineName, CaptureEngine>> = {
  tcpdump: tcpdumpEngine,
  tap: tapEngine,
};

export const ENGINE_NAMES = Object.keys(ENGINES) as EngineName[];

export function engineNamed(name: EngineName): CaptureEngine {
  return ENGINES[name];
}
