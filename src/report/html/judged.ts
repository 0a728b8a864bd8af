/** How an answer looks on a page: the class that colours it, and its mark. */
interface Look {
  readonly state: 'right' | 'wrong' | 'open';
  readonly mark: string;
}

/** @param open the mark of what cannot be told */
export function judged(ok: boolean | null, open = '?'): Look {
  if (ok === null) return { state: 'open', mark: open };
  return ok ? { state: 'right', mark: '✓' } : { state: 'wrong', mark: '✗' };
}
