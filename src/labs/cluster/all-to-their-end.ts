/**
 * All of it, side by side; the first failure is thrown when nothing is on its way any more. Who
 * removes what was made then finds all of it.
 */
export async function allToTheirEnd<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(works);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
