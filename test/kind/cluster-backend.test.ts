import { afterAll, beforeAll, describe } from 'vitest';
import { inOrder } from './cluster/in-order.ts';
import { interrupted } from './cluster/interrupted.ts';
import { midway } from './cluster/midway.ts';
import { obstacles } from './cluster/obstacles.ts';
import { expectNothingLeft } from './cluster/remains.ts';
import { rights } from './cluster/rights.ts';
import { lab, NO_CLUSTER } from './cluster/shared.ts';
import { unreachable } from './cluster/unreachable.ts';

/** One cluster for all of it: what it takes to make one is more than most of these take. */
describe.skipIf(NO_CLUSTER)('any cluster', () => {
  beforeAll(() => lab.make());
  afterAll(async () => {
    await expectNothingLeft();
    await lab.unmake();
  });

  inOrder();
  unreachable();
  rights();
  obstacles();
  interrupted();
  midway();
});
