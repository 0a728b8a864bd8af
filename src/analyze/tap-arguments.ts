import { CATALOGUE } from '../datapaths/catalogue.ts';
import { LabError } from '../errors.ts';

const KNOWN_TAPS = [...new Set(CATALOGUE.flatMap((d) => Object.keys(d.signature)))];

/** A file, or a device in one (`any.pcap#lxc1`), and the tap that it is said to be, if any. */
export interface TapArgument {
  readonly file: string;
  readonly tap: string | null;
}

/** Splits `pod1/lxc=FILE` arguments. @throws LabError E_USAGE */
export function tapArguments(args: readonly string[]): TapArgument[] {
  const taps = new Map<string, string>();
  const found = args.map((arg): TapArgument => {
    const [, tap, file] = /^([a-z]+\d*\/[\w.-]+)=(.+)$/.exec(arg) ?? [];
    if (!tap || !file) return { file: arg, tap: null };
    if (!KNOWN_TAPS.includes(tap)) {
      throw usage(`no datapath has a tap named "${tap}"`, `the taps are ${KNOWN_TAPS.join(', ')}`);
    }
    if ([...taps.values()].includes(tap))
      throw usage(`${tap} was given twice`, 'one file is one tap');
    if (taps.has(file)) throw usage(`${file} was given twice`, 'one file is one tap');
    taps.set(file, tap);
    return { file, tap };
  });
  if (taps.size > 0 && taps.size < found.length) {
    throw usage(
      'some files have a tap and some have none',
      'either all taps are said, or all are worked out',
    );
  }
  return found;
}

function usage(message: string, why: string): LabError {
  return new LabError('E_USAGE', {
    ...{ message, why },
    mend: 'cni-lab analyze pod1/eth0=A.pcap pod1/lxc=B.pcap pod2/lxc=C.pcap pod2/eth0=D.pcap',
  });
}
