import { type Style, styleOf } from '../../src/ui/style.ts';

/** For a terminal of that width that shows no colours. */
export function plainStyle(width = 80): Style {
  return styleOf({ columns: width }, { NO_COLOR: '1', LANG: 'C.UTF-8' });
}
