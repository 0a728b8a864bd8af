/** Few of each in CI, all that there are when somebody asks for them: `npm run test:faults`. */
export const IS_SHORT = process.env.CNI_LAB_FAULTS === 'short';

/** What is tried, or how often. */
export function rounds<T>(full: T, short: T): T {
  return IS_SHORT ? short : full;
}
