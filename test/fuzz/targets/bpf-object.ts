import { bpfPrograms } from '../../../src/datapath-file/bpf-programs.ts';
import { concat } from '../../../src/packets/concat.ts';
import type { Target } from '../engine/target.ts';
import { must } from '../must.ts';

/** ELF of 64 bits, little-endian, for BPF: two programs and what one of them calls. */
function elf(): Uint8Array {
  const text = (words: string) => new TextEncoder().encode(words);
  const names = text('\0.text\0tc\0cgroup/connect4\0.strtab\0.symtab\0');
  const strings = text('\0helper\0first\0connect4\0');
  const at = 64;
  const header = new Uint8Array(at);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const symbols = [symbol(1, 1), symbol(8, 2), symbol(14, 3)];
  const tables = at + names.length + strings.length;
  const sections = [
    ...[section(0, 0, 0, 0, 0), section(1, 1, 0, 0, 0), section(7, 1, 0, 0, 0)],
    section(10, 1, 0, 0, 0),
    section(26, 3, at, names.length, 0),
    section(26, 3, at + names.length, strings.length, 0),
    section(34, 2, tables, 24 * symbols.length, 5),
  ];
  const view = new DataView(header.buffer);
  view.setUint16(18, 247, true);
  view.setBigUint64(40, BigInt(tables + 24 * symbols.length), true);
  for (const [offset, value] of [
    [58, 64],
    [60, sections.length],
    [62, 4],
  ] as const) {
    view.setUint16(offset, value, true);
  }
  return concat([header, names, strings, ...symbols, ...sections]);
}

/** A global function. */
function symbol(name: number, section: number): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, name, true);
  view.setUint8(4, 0x12);
  view.setUint16(6, section, true);
  return bytes;
}

function section(name: number, type: number, offset: number, size: number, link: number) {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, name, true);
  view.setUint32(4, type, true);
  view.setBigUint64(24, BigInt(offset), true);
  view.setBigUint64(32, BigInt(size), true);
  view.setUint32(40, link, true);
  return bytes;
}

export const target: Target = {
  ...{ name: 'bpf-object', reads: 'BPF objects that a datapath file names: ELF' },
  ...{ share: 60, longest: 2048 },
  seeds: () => [elf()],
  run: (input) => {
    const programs = bpfPrograms(input);
    if (programs === null) return;
    must(programs.length <= input.length / 24, 'more programs than there is room for');
    for (const { section, name } of programs) {
      must(section.length + name.length <= 2 * input.length, 'longer names than there are bytes');
    }
  },
};
