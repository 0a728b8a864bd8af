import { LabError } from '../errors.ts';
import { printable } from '../ui/width.ts';

/** A bundle that is not one, or not as it was made. */
export function refusal(why: string, cause?: unknown): LabError {
  return new LabError(
    'E_BUNDLE',
    {
      message: 'this bundle is refused; nothing of it was installed',
      why: printable(why),
      mend: 'copy it once more, compare sha256sum FILE with what bundle create printed, or make it anew: cni-lab bundle create FILE',
    },
    { cause },
  );
}
