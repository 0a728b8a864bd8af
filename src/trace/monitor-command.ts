import type { Argv } from '../host/runner.ts';

/** The last line of the script: the monitor's exit code follows. */
export const ENDED = 'cni-lab: the monitor ended: ';

/**
 * The monitor by itself would outlive us: nobody kills what an exec started, and it reads no input. So a
 * shell watches its own input, and ends the monitor at a line or at the end of it.
 *
 * What is printed is sifted in the agent's pod. Unsifted, each line that is sent makes new events (the
 * API server's traffic with the kubelet): megabytes a second. `--related-to` sifts, too, but more than is
 * wanted: from-network and from-overlay belong to no pod's endpoint.
 */
const SCRIPT = `
pattern=$1
shift
{
  cilium-dbg monitor "$@" 2>&1 3<&- &
  monitor=$!
  { read -r _; kill "$monitor"; } <&3 >/dev/null 2>&1 &
  watcher=$!
  wait "$monitor"
  echo "${ENDED}$?"
  kill "$watcher" 2>/dev/null
} 3<&0 </dev/null | grep --line-buffered -E "$pattern"
`;

/** What else but events is of interest: that it has started, failed, ended, or could not keep up. */
const WORDS = ['Ctrl-C', 'Lost [0-9]+ events', ENDED, 'level=(warn|error|fatal)', '^Error'];

/** @param addresses of the pods whose packets are of interest */
export function monitorCommand(addresses: readonly string[]): Argv {
  const exact = addresses.map((address) => `"${address.replaceAll('.', '\\.')}"`);
  const pattern = [...exact, ...WORDS].join('|');
  return ['sh', '-c', SCRIPT, 'cni-lab', pattern, '-t', 'trace', '-t', 'drop', '-j'];
}
