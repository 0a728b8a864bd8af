/** How an answer looks on a page: the class that colours it, and its mark. */
export interface Judged {
  readonly state: 'right' | 'wrong' | 'open';
  readonly mark: string;
}

/** @param open the mark of what cannot be told */
export function judged(ok: boolean | null, open = '?'): Judged {
  if (ok === null) return { state: 'open', mark: open };
  return ok ? { state: 'right', mark: '✓' } : { state: 'wrong', mark: '✗' };
}
