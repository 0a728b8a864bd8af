/** What is wrong with an unpacked package, a line each. */
export function wrongIn(folder: string): string[];
