/** Works it out when it is asked for, and then no more: most of what a run is held against is settled before that. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
