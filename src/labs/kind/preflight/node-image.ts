import type { Answer } from './ask.ts';
import { oneLine } from './text.ts';

/** The node image, as far as this machine has it. */
export type NodeImage =
  | { readonly there: true; readonly architecture: string; readonly bootsNodes: boolean }
  | { readonly there: false; readonly named: boolean; readonly why: string };

interface Raw {
  readonly Architecture?: string;
  readonly Config?: { readonly Entrypoint?: readonly string[] | null };
}

/** Reads the answer to `docker image inspect --format '{{json .}}'`. */
export function readNodeImage(answer: Answer): NodeImage {
  if (!answer.ok) {
    const named = !/invalid reference format|invalid repository name/i.test(answer.text);
    return { there: false, named, why: oneLine(answer.text) };
  }
  const raw = JSON.parse(answer.text) as Raw;
  return {
    there: true,
    architecture: raw.Architecture ?? '',
    // what all images of kind's have, and start systemd by
    bootsNodes: raw.Config?.Entrypoint?.[0] === '/usr/local/bin/entrypoint',
  };
}
