// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const BARE_CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/**
 * JSON as iproute2 prints it, made valid: control characters stand in names of devices as they are, and
 * JSON has them escaped alone. Anybody who may make a device may put them there.
 */
export function escapeControls(json: string): string {
  return json.replace(BARE_CONTROL, (control) => {
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
