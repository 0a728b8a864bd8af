/** A program in a compiled BPF object: the name of its function, and of the section that it is in. */
export interface BpfProgram {
  readonly section: string;
  readonly name: string;
}

const EM_BPF = 247;
/** Bytes of a section header, and of a symbol. */
const [SECTION, SYMBOL] = [64, 24];
const SYMBOL_TABLE = 2;
const FUNCTION = 2;
const GLOBAL = 1;

interface Section {
  readonly nameAt: number;
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  /** Of a symbol table, the section with its names. */
  readonly link: number;
}

/**
 * The programs in a BPF object, in the order of its symbols; null where the bytes are none. Functions in
 * `.text` are those that programs call. 64-bit ELF, little-endian: what `-target bpfel` gives.
 */
export function bpfPrograms(bytes: Uint8Array): BpfProgram[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    // 0x7f E L F, 64 bits, little-endian
    if (view.getUint32(0) !== 0x7f454c46 || view.getUint16(4) !== 0x0201) return null;
    if (view.getUint16(18, true) !== EM_BPF) return null;
    // headers of another size, or of none, would be as many as it says, and all at one place
    if (view.getUint16(58, true) !== SECTION) return null;
    const sections = sectionsOf(view);
    const names = sections[view.getUint16(62, true)];
    const symbols = sections.find(({ type }) => type === SYMBOL_TABLE);
    if (!names || !symbols) return [];
    const strings = sections[symbols.link];
    // what a file says of its size is not believed: there would be no end of symbols
    if (!strings || symbols.offset + symbols.size > bytes.length) return null;
    return Array.from(
      { length: Math.floor(symbols.size / SYMBOL) },
      (_, i) => symbols.offset + SYMBOL * i,
    )
      .filter((at) => view.getUint8(at + 4) === (GLOBAL << 4) + FUNCTION)
      .flatMap((at) => {
        const section = sections[view.getUint16(at + 6, true)];
        if (!section) return [];
        const name = textAt(bytes, strings.offset + view.getUint32(at, true));
        return { section: textAt(bytes, names.offset + section.nameAt), name };
      })
      .filter(({ section }) => section !== '.text');
  } catch (error) {
    if (error instanceof RangeError) return null; // cut off
    throw error;
  }
}

function sectionsOf(view: DataView): Section[] {
  const start = Number(view.getBigUint64(40, true));
  return Array.from({ length: view.getUint16(60, true) }, (_, i) => start + SECTION * i).map(
    (at) => ({
      nameAt: view.getUint32(at, true),
      type: view.getUint32(at + 4, true),
      offset: Number(view.getBigUint64(at + 24, true)),
      size: Number(view.getBigUint64(at + 32, true)),
      link: view.getUint32(at + 40, true),
    }),
  );
}

function textAt(bytes: Uint8Array, start: number): string {
  return new TextDecoder().decode(bytes.subarray(start, bytes.indexOf(0, start)));
}
