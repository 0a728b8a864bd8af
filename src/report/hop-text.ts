import type { HopRow, TapRow } from '../trace/row.ts';
import type { LegLine } from '../trace/time-line.ts';
import { type Style, wrap } from '../ui/style.ts';
import { displayWidth, padded, printable } from '../ui/width.ts';

type Line = Pick<LegLine, 'leg' | 'probe'> & { readonly rows: readonly (HopRow | TapRow)[] };

const HEAD = ['us', 'place', 'device', 'ttl', 'point', 'tap', 'what'] as const;
/** The least that its words may be given room for. */
const LEAST = 15;

/** The hops of all legs, each row in columns of the same widths. */
export function hopsText(lines: readonly LegLine[], count: number, style: Style): string[] {
  const legs = lines.map((line) => ({
    ...line,
    rows: line.rows.filter((row) => row.kind !== 'event'),
  }));
  const widthsOf = (isBrief: boolean) => {
    const all = legs.flatMap(({ rows }) => rows.map((row) => cells(row, isBrief)));
    return HEAD.slice(0, -1).map((head, i) =>
      Math.max(head.length, ...all.map((row) => displayWidth(row[i]!))),
    );
  };
  const room = (widths: readonly number[]) =>
    style.width - widths.reduce((sum, width) => sum + width + 2, 0);
  const isBrief = room(widthsOf(false)) < LEAST;
  const widths = widthsOf(isBrief);
  return legs.map((line) => legText(line, count, { widths, isBrief }, style));
}

interface Layout {
  readonly widths: readonly number[];
  /** The tap is where the device is: only the direction is shown. */
  readonly isBrief: boolean;
}

function legText(line: Line, count: number, { widths, isBrief }: Layout, style: Style): string {
  const { colour } = style;
  const front = (row: readonly string[]) =>
    row
      .slice(0, -1)
      .map((cell, i) => (i === 0 ? cell.padStart(widths[i]!) : padded(cell, widths[i]!)))
      .join('  ');
  const rows = line.rows.map((row) => {
    const cell = cells(row, isBrief);
    const start = front(cell);
    const text = wrap(cell.at(-1)!, ' '.repeat(displayWidth(start) + 2), style, `${start}  `);
    if (row.kind === 'tap') return colour.cyan(text);
    return (row.isDrop ? colour.red(text) : text).trimEnd();
  });
  const body =
    rows.length > 0
      ? [colour.dim(`${front(HEAD)}  what`), ...rows]
      : ['  nothing: no tap and no tracepoint saw any of it'];
  return [colour.bold(titleOf(line, count)), ...body].join('\n');
}

function titleOf({ leg, probe }: Line, count: number): string {
  if (probe === null) return `${leg}, all packets of the connection`;
  return count === 1 ? leg : `${leg} ${probe}`;
}

function cells(row: HopRow | TapRow, isBrief: boolean): string[] {
  const us = (row.us ?? 0).toFixed((row.us ?? 0) < 1000 ? 1 : 0);
  if (row.kind === 'tap') {
    const tap = isBrief ? `${row.direction}` : `${row.tap} ${row.direction}`;
    const at = [row.place ?? '-', row.device, `${row.ttl}`];
    return [us, ...at, '-', tap, 'the tap alone'].map(printable);
  }
  const { place, device, ttl, point, tap } = row;
  const seen = tap ? (isBrief ? tap.direction : `${tap.tap} ${tap.direction}`) : '';
  const known = [place ?? '-', device ?? '-', ttl === null ? '' : `${ttl}`];
  return [us, ...known, point, seen, wordsOf(row)].map(printable);
}

const WORDS: Readonly<Record<string, string>> = {
  net_dev_start_xmit: 'goes out',
  netif_rx: 'waits for a CPU',
  netif_receive_skb: 'comes in',
  dev_hard_start_xmit: 'goes out',
  netif_rx_internal: 'waits for a CPU',
  ip_rcv: 'comes in',
  ipv6_rcv: 'comes in',
  skb_do_redirect: 'redirected',
  ip_forward: 'forwarded',
  ip6_forward: 'forwarded',
};

function wordsOf({ point, isDrop, reason, in: by, encapsulation }: HopRow): string {
  if (isDrop) return `DROPPED ${reason ?? ''}`.trimEnd();
  const inside = encapsulation.length > 0 ? `, in ${encapsulation.join(' in ')}` : '';
  if (reason === 'OTHERHOST') return 'not for it';
  if (/^kfree_skb|^sk_skb_reason_drop$/.test(point)) return `no drop: ${by ?? reason}`;
  if (point === 'consume_skb') return `used up${by ? `: ${by}` : ''}${inside}`;
  return `${WORDS[point] ?? ''}${inside}`.replace(/^, /, '');
}
