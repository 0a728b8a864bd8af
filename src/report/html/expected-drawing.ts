import { type Datapath, familiesOf } from '../../datapaths/datapath.ts';
import { expectedLab } from '../../drawing/drawn-lab.ts';
import { describe, looksOf } from '../../verdict/signature.ts';
import { type Drawing, laidOut } from './drawing.ts';

/** The drawing of a datapath as its signature has it: of the first probe and of the rest, each way once. */
export function expectedDrawing(datapath: Datapath): Drawing {
  const [family = 4] = familiesOf(datapath);
  const { signature, why } = datapath;
  return laidOut(expectedLab(datapath, family), (tap, leg) => {
    const expectation = signature[tap]![leg];
    const because = why[tap] ? `: ${why[tap]}` : '';
    const words = `${tap}, ${leg}: ${describe(expectation)}${because}`;
    return { seen: looksOf(expectation).length, ok: true, text: '', words };
  });
}
