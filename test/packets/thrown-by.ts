import { PacketError } from '../../src/packets/packet-error.ts';
import { errorOf } from '../support/thrown-by.ts';

/** The PacketError `act` throws; any other outcome fails the test. */
export function thrownBy(act: () => unknown): PacketError {
  return errorOf(PacketError, act);
}
