import type { Datapath } from '../../datapaths/datapath.ts';
import { claimOf, familiesOf } from '../../datapaths/datapath.ts';
import { ladderOf } from '../../drawing/ladder.ts';
import { sceneOf } from '../../drawing/scene.ts';
import { distinctLanes, expectedWays } from '../../drawing/way.ts';
import { programsAt } from '../../verdict/evidence.ts';
import { describe, looksOf } from '../../verdict/signature.ts';
import { type Drawing, laidOut } from './drawing.ts';

/** The drawing of a datapath as its signature has it: of the first probe and of the rest, each way once. */
export function expectedDrawing(datapath: Datapath): Drawing {
  const [family = 4] = familiesOf(datapath);
  const { signature, why } = datapath;
  const ladder = ladderOf(sceneOf(datapath.topology(family)));
  const { programs } = claimOf(datapath, family).witnesses;
  return laidOut({
    ladder,
    lanes: distinctLanes(ladder, expectedWays(signature)),
    lamp: (tap, leg) => {
      const expectation = signature[tap]![leg];
      const because = why[tap] ? `: ${why[tap]}` : '';
      const words = `${tap}, ${leg}: ${describe(expectation)}${because}`;
      return { seen: looksOf(expectation).length, ok: true, text: '', words };
    },
    programs: (tap) => programsAt(programs, tap),
  });
}
