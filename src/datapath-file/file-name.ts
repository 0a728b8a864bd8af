/** Whether a name is that of a datapath's file, not of a datapath. */
export function isFileName(name: string): boolean {
  return /\.(ya?ml|json)$/.test(name);
}
