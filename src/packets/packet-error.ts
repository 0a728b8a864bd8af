/**
 * Why a capture cannot be read further: `bad-magic` it is no capture at all, `unsupported` a
 * variant this reader does not know, `truncated` it stops inside a record, `corrupt` its lengths
 * contradict each other or are absurd.
 */
export type PacketErrorCode = 'bad-magic' | 'unsupported' | 'truncated' | 'corrupt';

/** The only error the readers of this folder throw. */
export class PacketError extends Error {
  override readonly name = 'PacketError';
  readonly code: PacketErrorCode;
  /** Where in the file the unreadable record starts, in bytes. */
  readonly offset: number;

  constructor(code: PacketErrorCode, message: string, offset: number) {
    super(`${message} (at byte ${offset})`);
    this.code = code;
    this.offset = offset;
  }
}
