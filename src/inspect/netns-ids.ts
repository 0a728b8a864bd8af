import { integerAt, listAt, parseJson, textAt } from '../cni/json.ts';

/** A network namespace as another one knows it: link-netnsid counts by these numbers. */
export interface NetnsId {
  readonly nsid: number;
  /** As `ip netns` names it; null where it has no name. */
  readonly name: string | null;
}

/** @param text `ip -j netns list-id` */
export function parseNetnsIds(text: string | null): NetnsId[] {
  return listAt(parseJson(text)).flatMap((entry) => {
    const nsid = integerAt(entry, 'nsid');
    return nsid === null ? [] : { nsid, name: textAt(entry, 'name') };
  });
}
