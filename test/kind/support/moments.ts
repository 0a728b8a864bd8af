const LAST_MS = 13_000;

/** So many moments of a making, random but always the same ones, in milliseconds from its start. */
export function moments(count: number, seed: number): number[] {
  let state = seed;
  const random = () => {
    // Lehmer's generator
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (let i = 0; i < 5; i++) random();
  // one in each of as many equal parts, so that none is left out
  return Array.from({ length: count }, (_, part) =>
    Math.round(150 + ((part + random()) / count) * LAST_MS),
  );
}
