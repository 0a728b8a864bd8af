import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spreadOf } from '../src/spread.ts';

it('values are spread by quartiles, whatever their order', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ count: 4, median: 2.5, lower: 1.75, upper: 3.25 });
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const { count, lower, median, upper } = spreadOf(values);
      expect(count).toBe(values.length);
      expect(lower).toBeLessThanOrEqual(median);
      expect(median).toBeLessThanOrEqual(upper);
      expect(spreadOf(values.toReversed())).toEqual(spreadOf(values));
    }),
  );
});
