/** Labs need root on Linux; without, these tests say so instead of running. */
export const CANNOT_RUN = process.platform !== 'linux' || process.geteuid?.() !== 0;
