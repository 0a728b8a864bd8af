/** As much of a text as there is room for. @param room in characters */
export function shortened(text: string, room: number, sign = '...'): string {
  return text.length > room ? text.slice(0, room - sign.length) + sign : text;
}
