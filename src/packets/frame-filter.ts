/** Says which frames a reader is to give. The others cost next to nothing: no object is made of them. */
export interface FrameFilter {
  /**
   * Asked once of each frame, in file order: it lies between `from` and `to` of `bytes`, which hold it
   * only during the call. `interfaceId` is an index into the reader's `interfaces`.
   */
  wants(
    bytes: Uint8Array,
    from: number,
    to: number,
    linkType: number,
    interfaceId: number,
  ): boolean;
}
