import { CATALOGUE } from '../datapaths/catalogue.ts';
import { LabError } from '../errors.ts';

const KNOWN_TAPS = [...new Set(CATALOGUE.flatMap((d) => Object.keys(d.signature)))];

/** Splits `pod1/lxc=FILE` arguments. @throws LabError E_USAGE */
export function tapArguments(args: readonly string[]): {
  files: string[];
  taps: Map<string, string>;
} {
  const taps = new Map<string, string>();
  const files = args.map((arg) => {
    const [, tap, file] = /^([a-z]+\d*\/[\w.-]+)=(.+)$/.exec(arg) ?? [];
    if (!tap || !file) return arg;
    if (!KNOWN_TAPS.includes(tap)) {
      throw usage(`no datapath has a tap named "${tap}"`, `the taps are ${KNOWN_TAPS.join(', ')}`);
    }
    if ([...taps.values()].includes(tap))
      throw usage(`${tap} was given twice`, 'one file is one tap');
    if (taps.has(file)) throw usage(`${file} was given twice`, 'one file is one tap');
    taps.set(file, tap);
    return file;
  });
  if (taps.size > 0 && taps.size < files.length) {
    throw usage(
      'some files have a tap and some have none',
      'either all taps are said, or all are worked out',
    );
  }
  return { files, taps };
}

function usage(message: string, why: string): LabError {
  return new LabError('E_USAGE', {
    ...{ message, why },
    mend: 'cni-lab analyze pod1/eth0=A.pcap pod1/lxc=B.pcap pod2/lxc=C.pcap pod2/eth0=D.pcap',
  });
}
