import type { Daemon } from '../daemon.ts';
import type { Family } from '../topology.ts';

/** One that speaks BGP. */
export interface Speaker {
  readonly namespace: string;
  /** Unique among all. */
  readonly id: number;
  readonly family: Family;
  readonly as: number;
  /** The prefix that it announces; without it, none. */
  readonly announces?: string;
  /** How many routes it is to learn, and to put into the kernel; without it, it takes none. */
  readonly learns?: number;
  readonly peers: readonly Peer[];
}

export interface Peer {
  readonly name: string;
  readonly as: number;
  /** Addresses of the two ends. */
  readonly local: string;
  readonly remote: string;
  /** Who waits to be called; of two, the other calls. */
  readonly isPassive: boolean;
}

/** Arguments: BIRD's socket, how many sessions there are to be, the family, how many routes. */
const READY = `test "$(birdc -s "$1" show protocols | grep -c Established)" = "$2" &&
test "$(ip "-$3" route show proto bird | grep -c via)" = "$4"`;

/**
 * BIRD 2 as a routing daemon of one place. It is ready once all its sessions stand and the kernel has
 * what it learned: after the second that BIRD takes at least before it calls anybody.
 */
export function bird(speaker: Speaker): Daemon {
  const { namespace, family, peers, learns = 0 } = speaker;
  const ask = ['birdc', '-s', '{dir}/bird.ctl'] as const;
  const expected = [peers.length, family, learns].map(String);
  return {
    ...{ namespace, name: 'bird' },
    argv: ['bird', '-f', '-c', '{dir}/bird.conf', '-s', '{dir}/bird.ctl'],
    files: { 'bird.conf': configuration(speaker) },
    ready: ['sh', '-c', READY, 'sh', '{dir}/bird.ctl', ...expected],
    routes: [...ask, 'show', 'route', 'all'],
  };
}

function configuration({ id, family, as, announces, learns, peers }: Speaker): string {
  const channel = `ipv${family}`;
  const sends = announces ? 'where source = RTS_STATIC' : 'none';
  return `log stderr all;
router id 192.0.2.${id};
protocol device {}
${announces ? `protocol static pods { ${channel}; route ${announces} blackhole; }\n` : ''}${
  learns ? `protocol kernel { ${channel} { import none; export where source = RTS_BGP; }; }\n` : ''
}${peers.map((peer) => session(peer, as, `${channel} { import all; export ${sends}; };`)).join('')}`;
}

function session(
  { name, as, local, remote, isPassive }: Peer,
  own: number,
  channel: string,
): string {
  return `protocol bgp ${name} {
  local ${local} as ${own};
  neighbor ${remote} as ${as};
  direct;${isPassive ? '\n  passive;' : ''}
  connect delay time 1;
  connect retry time 1;
  error wait time 1, 2;
  ${channel}
}
`;
}
