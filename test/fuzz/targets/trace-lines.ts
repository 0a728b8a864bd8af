import { parseMonitorLine } from '../../../src/trace/monitor-event.ts';
import { parsePwruEvent } from '../../../src/trace/pwru-event.ts';
import { pwruHops } from '../../../src/trace/pwru-hops.ts';
import { hopsOf } from '../../../src/verdict/hop.ts';
import { parseKernelEvent } from '../../../src/verdict/kernel-event.ts';
import type { Target } from '../engine/target.ts';
import { mutateLines, textOf } from '../engine/text-form.ts';
import { must } from '../must.ts';
import { bytesIn, filesIn } from '../seeds.ts';

const FACTS = {
  ...{ client: ['10.244.1.11'], server: ['10.244.1.12'], count: 3, offsetNs: 5n },
  places: new Map([[4026532262, 'pod1']]),
  taps: [{ place: 'pod1', device: 'eth0', ifindex: 2 }],
};

export const target: Target = {
  ...{ name: 'trace-lines', reads: "lines of pwru, of Cilium's monitor, of our own tracer" },
  ...{ share: 10, longest: 4000 },
  seeds: () =>
    [
      ...filesIn('test/fixtures/pwru', /\.txt$/),
      ...filesIn('test/fixtures/clusters/monitor', /\.(jsonl|txt)$/),
      ...filesIn('test/fixtures/traces', /\.jsonl$/),
    ].map((file) => bytesIn(file).slice(0, 4000)),
  mutate: mutateLines,
  run: (input) => {
    const lines = textOf(input).split('\n');
    const events = lines.flatMap((line) => parsePwruEvent(line) ?? []);
    for (const hop of pwruHops(events, FACTS)) must(typeof hop.point === 'string', 'no point');
    const kernel = lines.flatMap((line) => parseKernelEvent(line) ?? []);
    for (const { bytes, length } of kernel) {
      must(bytes.length <= input.length && Number.isFinite(length), 'no packet');
    }
    hopsOf(kernel, { kind: 'ping', nonce: '679ec9879cf6aedf', id: null });
    for (const line of lines) must(parseMonitorLine(line).kind !== undefined, 'no kind');
  },
};
