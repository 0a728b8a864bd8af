import fc from 'fast-check';

/** Text of any characters that an argument can have. (fast-check's own takes a second to begin.) */
export const anyText = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 0x7f }), fc.integer({ min: 0x80, max: 0x10ffff })))
  .map((points) => points.filter((point) => point < 0xd800 || point > 0xdfff))
  .map((points) => String.fromCodePoint(...points));
