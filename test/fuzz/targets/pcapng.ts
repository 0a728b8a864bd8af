import { captureTarget } from '../capture-target.ts';
import { bytesIn, filesIn } from '../seeds.ts';
import { writtenCaptures } from '../written-captures.ts';

export const target = captureTarget(
  {
    ...{ name: 'pcapng', reads: 'pcapng files, in any chunks' },
    seeds: () => [
      ...writtenCaptures().flatMap(({ format, bytes }) => (format === 'pcapng' ? [bytes] : [])),
      ...filesIn('test/fixtures/packets', /\.pcapng$/).map((file) => bytesIn(file).slice(0, 2048)),
    ],
  },
  [[0x0a, 0x0d, 0x0d, 0x0a]],
);
