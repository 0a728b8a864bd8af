import { captureTarget } from '../capture-target.ts';
import { bytesIn, filesIn } from '../seeds.ts';
import { writtenCaptures } from '../written-captures.ts';

export const target = captureTarget(
  {
    ...{ name: 'pcap', reads: 'pcap files, in any chunks' },
    seeds: () => [
      ...writtenCaptures().flatMap(({ format, bytes }) => (format === 'pcap' ? [bytes] : [])),
      ...filesIn('test/fixtures/packets', /\.p?cap$/).map((file) => bytesIn(file).slice(0, 1024)),
    ],
  },
  [
    [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0],
    [0xa1, 0xb2, 0x3c, 0x4d, 0, 2, 0, 4],
  ],
);
