import { expect, it } from 'vitest';
import type { Topology } from '../../../src/datapaths/topology.ts';
import { CommandError } from '../../../src/host/command-error.ts';
import type { Argv, Runner } from '../../../src/host/runner.ts';
import { birdRoutes, learnedRoutes } from '../../../src/labs/netns/learned-routes.ts';

/** BIRD 2.0.12, `show route all`: of a router, with a route of its own. */
const TOLD = `BIRD 2.0.12 ready.
Table master4:
10.244.9.0/24        blackhole [pods 17:04:53.001] * (200)
\tType: static univ
10.244.1.0/24        unicast [node1 17:04:53.002] * (100) [AS64512i]
\tvia 192.168.51.1 on e1
\tType: BGP univ
\tBGP.origin: IGP
\tBGP.next_hop: 192.168.51.1
                     unicast [node2 17:04:53.046] (100) [AS64512i]
\tvia 192.168.52.1 on e2
\tType: BGP univ
10.244.2.0/24        unicast [node2 17:04:53.046] * (100) [AS64512i]
\tvia 192.168.52.1 on e2
\tType: BGP univ

Table master6:
fd00:10:244:2::/64   unreachable [core 17:04:35.849] * I (150/10) [192.0.2.1]
\tType: OSPF univ
`;

const KERNEL = JSON.stringify([
  { dst: '10.244.1.0/24', gateway: '192.168.51.1', dev: 'e1', metric: 32, flags: [] },
  { type: 'unreachable', dst: '10.244.2.0/24', metric: 32, flags: [] },
]);

it('is what others told BIRD: none of its own routes, and each prefix once', () => {
  expect(birdRoutes(TOLD)).toEqual([
    { prefix: '10.244.1.0/24', protocol: 'BGP' },
    { prefix: '10.244.2.0/24', protocol: 'BGP' },
    { prefix: 'fd00:10:244:2::/64', protocol: 'OSPF' },
  ]);
});

it.each(['', 'BIRD 2.0.12 ready.\n'])('is nothing where its table is empty: %j', (text) => {
  expect(birdRoutes(text)).toEqual([]);
});

const topology = {
  family: 4,
  daemons: [
    daemon('router', ['birdc', '-s', '{dir}/bird.ctl', 'show', 'route', 'all']),
    daemon('node1'),
  ],
} as unknown as Topology;

function daemon(namespace: string, routes?: Argv) {
  return { namespace, name: 'bird', argv: ['bird'], ready: ['true'], ...(routes && { routes }) };
}

/** A place where each command is answered, or fails. */
function place(answers: (argv: Argv) => string | CommandError): (name: string) => Runner {
  const run = async (argv: Argv) => {
    const stdout = answers(argv);
    if (stdout instanceof CommandError) throw stdout;
    return { stdout, stderr: '' };
  };
  return (name) => {
    if (name !== 'router') throw new Error(`nobody can be asked in ${name}`);
    return { run } as unknown as Runner;
  };
}

it('asks each daemon that can be asked, and the kernel for what it has of it', async () => {
  const asked: string[] = [];
  const runner = place((argv) => {
    asked.push(argv.join(' '));
    return argv[0] === 'birdc' ? TOLD : KERNEL;
  });
  expect(await learnedRoutes('demo', topology, runner)).toEqual([
    {
      place: 'router',
      learned: [
        '10.244.1.0/24 by BGP',
        '10.244.2.0/24 by BGP, not in the kernel',
        'fd00:10:244:2::/64 by OSPF, not in the kernel',
      ],
    },
  ]);
  expect(asked).toEqual([
    expect.stringMatching(/^birdc -s \/.*demo.*\/router-bird\/bird\.ctl show route all$/),
    'ip -4 -j route show proto bird',
  ]);
});

it('knows nothing where the daemon does not answer', async () => {
  const gone = new CommandError({
    ...{ argv: ['birdc'], exitCode: 1, signal: null, timedOut: false, stdout: '' },
    stderr: 'Unable to connect to server control socket',
  });
  const runner = place((argv) => (argv[0] === 'birdc' ? gone : '[]'));
  expect(await learnedRoutes('demo', topology, runner)).toEqual([
    { place: 'router', learned: null },
  ]);
  const broken = place(() => {
    throw new TypeError('our own fault');
  });
  await expect(learnedRoutes('demo', topology, broken)).rejects.toThrow('our own fault');
});

it('asks nobody in a lab without daemons', async () => {
  const nobody = place(() => {
    throw new Error('asked');
  });
  const { daemons, ...without } = topology;
  expect(await learnedRoutes('demo', without, nobody)).toEqual([]);
});
