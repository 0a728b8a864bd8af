import { shellQuote } from '../../../host/shell-quote.ts';
import type { Cause, Failing } from './cause.ts';

const NO_NETWORK =
  /no such host|i\/o timeout|connection refused|network is unreachable|TLS handshake|x509|proxyconnect|context deadline|server misbehaving/i;

/** Node images, and images to be put into nodes. */
export const IMAGE_CAUSES: readonly Cause[] = [
  {
    says: /failed to pull image "(.+?)"/,
    explain: (failing, [, image = '']) => ({
      code: 'E_IMAGE',
      message: `the node image ${image} is not on this machine and could not be pulled`,
      mend: mendOfPull(failing, image),
    }),
  },
  {
    says: /image: "(.+?)" not present locally/,
    explain: (_, [, image = '']) => ({
      code: 'E_IMAGE',
      message: `the image ${image} is not on this machine, so it cannot be put into the nodes`,
      mend: shellQuote(['docker', 'pull', image]),
    }),
  },
  {
    says: /exec format error/,
    explain: ({ image }) => ({
      code: 'E_IMAGE',
      message: `the image ${image ?? ''} is made for another kind of processor`,
      mend: image
        ? shellQuote(['docker', 'image', 'inspect', '--format', '{{.Architecture}}', image])
        : 'uname -m',
    }),
  },
  {
    says: /could not find a log line that matches/,
    explain: ({ image, output }) => ({
      code: 'E_IMAGE',
      message: `systemd did not come up in a node of ${image ?? "kind's default image"}`,
      why: `it is no node image, or this machine let systemd down: ${output.error}`,
      // every node image has this file, and nothing else has
      mend: image
        ? shellQuote(['docker', 'run', '--rm', '--entrypoint', 'cat', image, '/kind/version'])
        : 'cni-lab doctor',
    }),
  },
  {
    says: /failed to read CNI manifest/,
    explain: ({ image }) => ({
      code: 'E_IMAGE',
      message: `the node image ${image ?? ''} has no kindnet, which kind's own node images bring along`,
      mend: 'choose another --cni, or another --kind-image',
    }),
  },
  {
    says: /(?:stat|open) (.+?): no such file or directory/,
    explain: ({ argv }, [, file = '']) =>
      argv.includes('load')
        ? {
            code: 'E_FILE',
            message: `the image archive ${file} does not exist`,
            mend: shellQuote(['docker', 'save', '--output', file, 'IMAGE']),
          }
        : null,
  },
  {
    says: /content digest \S+: not found/,
    explain: ({ argv }) => ({
      code: 'E_IMAGE',
      message: `the images in ${archiveOf(argv)} are not whole`,
      why: 'it names platforms whose layers were never pulled here',
      mend: `docker save --platform linux/${process.arch === 'x64' ? 'amd64' : process.arch} --output images.tar IMAGE`,
    }),
  },
  {
    says: /failed to load image|images import/,
    explain: ({ argv, telling }) => ({
      code: 'E_IMAGE',
      message: `no images could be read from ${archiveOf(argv)}`,
      why: `it is not what docker save writes, or was cut short: ${telling}`,
      mend: 'docker save --output images.tar IMAGE', // never over a file of the user's
    }),
  },
];

function mendOfPull({ telling }: Failing, image: string): string {
  if (/invalid reference format/.test(telling)) return 'docker image ls';
  if (/toomanyrequests|rate limit/i.test(telling)) return 'docker login';
  if (/denied|manifest unknown|not found|does not exist/i.test(telling)) return 'docker image ls';
  if (NO_NETWORK.test(telling)) return 'docker load --input NODE-IMAGE.tar; docker image ls';
  return shellQuote(['docker', 'pull', image]);
}

function archiveOf(argv: readonly string[]): string {
  return argv[argv.indexOf('image-archive') + 1] ?? 'the archive';
}
