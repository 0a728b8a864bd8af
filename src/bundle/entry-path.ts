/** Every file of a bundle is below this folder, so that tar xzf makes one. */
export const TOP = 'cni-lab-bundle';

/**
 * Whether a path of an archive may become one below a folder of ours: relative, of plain names, and short
 * enough for every file system. What is shut out: `..`, `.`, empty parts, a leading slash or dash,
 * backslashes, control characters, anything but ASCII.
 */
export function isSafePath(path: string): boolean {
  return path.length <= 400 && path.split('/').every(isPlainName);
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._+~%:@=,-]{0,199}$/.test(name);
}
