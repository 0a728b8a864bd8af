import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node } from '../../../src/kubernetes/node.ts';
import { chooseNodes } from '../../../src/labs/cluster/choose-nodes.ts';
import { labErrorOf } from '../../support/thrown-by.ts';
import { node } from './sites.ts';

const taint = (effect: string) => ({
  key: 'node-role.kubernetes.io/control-plane',
  value: '',
  effect,
});
const worker = node('worker');
const control = node('control', { taints: [taint('NoSchedule')] });
const names = (nodes: readonly Node[], tainted: boolean) =>
  chooseNodes(nodes, { tainted }).map((each) => each.name);

describe('the nodes for the test pods', () => {
  it('are the workers, and a control plane only where that will do', () => {
    expect(names([control, worker], false)).toEqual(['worker']);
    expect(names([control, worker], true)).toEqual(['worker', 'control']);
    expect(names([control], true)).toEqual(['control']);
  });

  it.each([
    ['NoSchedule', []],
    ['NoExecute', []],
    ['PreferNoSchedule', ['n']],
  ])('with a taint of effect %s', (effect, expected) => {
    const one = node('n', { taints: [taint(effect)] });
    expect(names([one, worker], false)).toEqual([...expected, 'worker']);
  });

  it('are never cordoned ones, nor those that are not ready', () => {
    const unfit = [node('a', { unschedulable: true }), node('b', { ready: false })];
    expect(names([...unfit, worker], true)).toEqual(['worker']);
  });

  it('are each usable one once, the open ones first, in the order given', () => {
    const any = fc.record({
      ready: fc.boolean(),
      unschedulable: fc.boolean(),
      effects: fc.array(fc.constantFrom('NoSchedule', 'NoExecute', 'PreferNoSchedule'), {
        maxLength: 2,
      }),
    });
    fc.assert(
      fc.property(fc.array(any), (all) => {
        const nodes = all.map(({ effects, ...fields }, i) =>
          node(`n${i}`, { ...fields, taints: effects.map(taint) }),
        );
        const isOpen = (each: Node) => each.taints.every((t) => t.effect === 'PreferNoSchedule');
        const usable = nodes.filter((each) => each.ready && !each.unschedulable);
        fc.pre(usable.length > 0);
        expect(chooseNodes(nodes, { tainted: true })).toEqual([
          ...usable.filter(isOpen),
          ...usable.filter((each) => !isOpen(each)),
        ]);
      }),
    );
  });
});

describe('where no node takes them', () => {
  it('each says why', () => {
    const nodes = [
      control,
      node('cordoned', { unschedulable: true }),
      node('dead', { ready: false, notReadyBecause: 'Kubelet stopped posting node status.' }),
    ];
    expect(labErrorOf(() => chooseNodes(nodes, { tainted: false }))).toMatchObject({
      code: 'E_POD_UNSCHEDULABLE',
      why:
        'control: tainted node-role.kubernetes.io/control-plane:NoSchedule; cordoned: cordoned; ' +
        'dead: not ready, Kubelet stopped posting node status.',
    });
  });

  it('there may be none at all', () => {
    expect(labErrorOf(() => chooseNodes([], { tainted: true })).why).toBe('there is no node');
  });
});
