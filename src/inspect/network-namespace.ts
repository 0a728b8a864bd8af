import type { Runner } from '../host/runner.ts';
import type { Answer } from './ask.ts';
import { byHand } from './by-hand.ts';
import type { NetworkNamespace } from './inspection.ts';
import { READ_NETNS } from './questions.ts';

/** @param said what `READ_NETNS` printed in that place */
export function networkNamespace(
  place: Runner,
  name: string | null,
  { text }: Answer,
): NetworkNamespace | null {
  const id = text?.trim();
  return id ? { command: byHand(place, READ_NETNS), id, name } : null;
}
