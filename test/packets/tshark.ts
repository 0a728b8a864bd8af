import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat } from '../../src/packets/concat.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { PcapngWriter } from '../../src/packets/pcapng-writer.ts';

type Input = Pick<Frame, 'linkType' | 'bytes' | 'length'>;

/** No packet is put together of others, and what an application says is nobody's concern. */
const PREFERENCES = [
  ...['ip.defragment:FALSE', 'ipv6.defragment:FALSE', 'ip.check_checksum:TRUE'],
  ...['tcp.relative_sequence_numbers:FALSE', 'tcp.analyze_sequence_numbers:FALSE'],
  ...['tcp.desegment_tcp_streams:FALSE'],
].flatMap((preference) => ['-o', preference]);
const NO_APPLICATIONS = ['dns', 'tls'].flatMap((protocol) => ['--disable-protocol', protocol]);
/** Ports that we look for tunnels on, and tshark does not. */
const PORTS = ['8472,vxlan', '6784,vxlan', '8285,ip', '51871,wg'].flatMap((port) => [
  '-d',
  `udp.port==${port}`,
]);

/** What tshark makes of the frames: for each a list of values for each field, in the order of its layers. */
export function tsharkFields(frames: readonly Input[], fields: readonly string[]): string[][][] {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-tshark-'));
  try {
    const file = join(folder, 'frames.pcapng');
    writeFileSync(file, captureOf(frames));
    const argv = [
      ...['-n', '-r', file, ...PREFERENCES, ...NO_APPLICATIONS, ...PORTS],
      ...['-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a', '-E', 'aggregator=;'],
      ...fields.flatMap((field) => ['-e', field]),
    ];
    const text = execFileSync('tshark', argv, {
      ...{ encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] },
    });
    const lines = text.replace(/\n$/, '').split('\n');
    return lines.map((line) => line.split('\t').map((cell) => (cell ? cell.split(';') : [])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An interface for each link type; the frames in their order. */
function captureOf(frames: readonly Input[]): Uint8Array {
  const links = [...new Set(frames.map(({ linkType }) => linkType))];
  const writer = new PcapngWriter();
  const header = writer.header(links.map((linkType) => ({ name: `link${linkType}`, linkType })));
  const blocks = frames.map((frame, i) => {
    const interfaceId = links.indexOf(frame.linkType);
    const rest = { timestampNs: BigInt(i) * 1000n, direction: null, ifindex: null, interfaceId };
    return writer.packet({ ...frame, ...rest }, interfaceId);
  });
  return concat([header, ...blocks]);
}
