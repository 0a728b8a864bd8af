import { describe, expect, it } from 'vitest';
import { groupsOf, probesFor, variantNamed, whyNotMeasured } from '../../src/bench/contenders.ts';
import { MEASURES } from '../../src/bench/slice.ts';
import { RULES, VARIANTS } from '../../src/bench/variants.ts';
import { chosenGroups } from '../../src/bench-choice.ts';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { claimOf, placementOf } from '../../src/datapaths/datapath.ts';
import { labErrorOf } from '../support/thrown-by.ts';

const wish = { measure: MEASURES, rounds: 40, slice: 100 };
const names = (those: readonly { name: string }[]) => those.map(({ name }) => name);

describe('what is held against what', () => {
  it('is by default eBPF host routing, on one node and across two', () => {
    const [near, far, ...more] = groupsOf([], null, null);
    expect(more).toEqual([]);
    expect(near!.baseline.name).toBe('cilium/same-node');
    expect(names(near!.contenders)).toContain('linux/bridge');
    expect(names(near!.contenders)).toContain('cilium/netkit-same-node');
    expect(far!.baseline.name).toBe('cilium/cross-node');
    for (const group of [near!, far!]) {
      expect(group.contenders.every((one) => placementOf(one) === group.placement)).toBe(true);
      for (const one of [group.baseline, ...group.contenders]) {
        expect(whyNotMeasured(one, 4, MEASURES)).toBeNull();
      }
    }
    expect(groupsOf([], null, 'cross-node')).toEqual([far]);
  });

  it('is by name each against the baseline of its placement, or against the one that is named', () => {
    const bridge = findDatapath('linux/bridge');
    const vxlan = findDatapath('cilium/cross-node-vxlan');
    const groups = groupsOf([bridge, vxlan], null, null);
    expect(groups.map(({ baseline }) => baseline.name)).toEqual([
      'cilium/same-node',
      'cilium/cross-node',
    ]);
    expect(groups.map(({ contenders }) => names(contenders))).toEqual([
      ['linux/bridge'],
      ['cilium/cross-node-vxlan'],
    ]);
    const [one] = groupsOf([findDatapath('cilium/same-node'), bridge], bridge, null);
    expect(one!.baseline).toBe(bridge);
    expect(names(one!.contenders)).toEqual(['cilium/same-node']); // not itself, which has its second lab
    const [alone] = groupsOf([], vxlan, null);
    expect(alone!.placement).toBe('cross-node');
  });

  it('is never pods of one node against pods of two', () => {
    const bridge = findDatapath('linux/bridge');
    const far = findDatapath('cilium/cross-node');
    for (const ask of [
      () => groupsOf([bridge], far, null),
      () => groupsOf([bridge], null, 'cross-node'),
    ]) {
      expect(labErrorOf(ask)).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
    }
  });

  it('is not more than one process can have its sockets in', () => {
    const bridge = findDatapath('linux/bridge');
    const copies = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...bridge, name: `own/${i}` }));
    expect(groupsOf(copies(62), null, null)[0]!.contenders).toHaveLength(62);
    expect(labErrorOf(() => groupsOf(copies(63), null, null))).toMatchObject({ code: 'E_USAGE' });
  });

  it('takes the time that it takes', async () => {
    const few = await chosenGroups(['linux/bridge'], { ...wish, rounds: 2 });
    const many = await chosenGroups(['linux/bridge'], { ...wish, rounds: 2000 });
    expect(many.seconds).toBeGreaterThan(few.seconds + (3 * 3 * 1998 * 100) / 1000);
    const both = await chosenGroups(['bench/legacy-bare', 'linux/b*dge'], wish);
    expect(names(both.groups[0]!.contenders)).toEqual(['linux/bridge', 'bench/legacy-bare']);
  });
});

describe('what a stopwatch has nothing to measure in', () => {
  it.each([
    ['kube-proxy/iptables', 'service'],
    ['cilium/policy-drop', 'dropped'],
    ['cilium/same-pod', 'asks itself'],
  ])('%s: %s', (name, why) => {
    expect(whyNotMeasured(findDatapath(name), 4, MEASURES)).toContain(why);
  });

  it('is what cannot be verified by the protocols that are measured', () => {
    const onlyPing = { ...findDatapath('linux/bridge'), probes: ['ping' as const] };
    expect(whyNotMeasured(onlyPing, 4, ['rr'])).toContain('tcp');
    expect(probesFor(['rr', 'stream'])).toEqual(['tcp']);
    expect(probesFor(MEASURES)).toEqual(['udp', 'tcp']);
  });
});

describe('variants', () => {
  it('are named, and say so where one is not there', () => {
    for (const variant of VARIANTS) expect(variantNamed(variant.name)).toBe(variant);
    expect(variantNamed('linux/bridge')).toBeNull();
    expect(labErrorOf(() => variantNamed('bench/slow'))).toMatchObject({
      code: 'E_UNKNOWN_DATAPATH',
      why: expect.stringContaining('bench/legacy-bare'),
    });
  });

  it.each(VARIANTS)(
    '$name has its rules on its nodes alone, and claims what they do',
    (variant) => {
      for (const family of [4, 6] as const) {
        const { namespaces } = variant.topology(family);
        const claim = claimOf(variant, family);
        for (const { role, nftables = '' } of Object.values(namespaces)) {
          const rules = nftables.match(/^ +ip daddr/gm)?.length ?? 0;
          const has = role === 'node' && !variant.name.endsWith('bare');
          expect(rules).toBe(has ? RULES : 0);
          expect(nftables.includes('ct state')).toBe(has);
        }
        expect(claim.witnesses.conntrack).toBe(
          variant.name.endsWith('bare') ? 'untracked' : 'tracked',
        );
      }
    },
  );
});
