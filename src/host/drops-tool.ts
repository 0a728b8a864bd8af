import { bpfObjectPath } from './bpf-object.ts';
import type { Argv } from './runner.ts';
import { shippedFile } from './shipped-file.ts';

/** Packets from one address to another, of one IP protocol. */
export interface DroppedFlow {
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
}

/** What is first on its standard output, once it watches. */
export const WATCHING = 'ready\n';

/** Watches what the kernel drops of a flow until SIGTERM (native/drops.c). @throws LabError E_BPF_OBJECT_MISSING */
export function watchFlow({ protocol, source, destination }: DroppedFlow): Argv {
  return [shippedFile('drops'), bpfObjectPath('drops'), `${protocol}`, source, destination];
}

/** What it printed: `ready`, then a line `REASON DEVICE PACKETS` for each reason and device. */
export function droppedPackets(text: string) {
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [reason = '', device = '', packets] = line.split(' ');
      return { reason, device, packets: Number(packets) };
    });
}
