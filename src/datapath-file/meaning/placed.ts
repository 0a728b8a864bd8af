import type { Device, Link } from '../../datapaths/link.ts';
import type { Path } from '../problem.ts';

export interface Placed {
  readonly device: Device;
  readonly link: Link;
  readonly path: Path;
}

/** Every device with where it stands. */
export function devicesOf(links: readonly Link[]): Placed[] {
  return links.flatMap((link, i): Placed[] =>
    'ends' in link
      ? link.ends.map((device, end) => ({ device, link, path: ['links', i, 'ends', end] }))
      : [{ device: link.device, link, path: ['links', i, 'device'] }],
  );
}
