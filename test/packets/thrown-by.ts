import { PacketError } from '../../src/packets/packet-error.ts';

/** The PacketError `act` throws; any other outcome fails the test. */
export function thrownBy(act: () => unknown): PacketError {
  try {
    act();
  } catch (error) {
    if (error instanceof PacketError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
