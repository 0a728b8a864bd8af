import type { ErrorCode, ErrorText } from '../../../errors.ts';
import { installCommand } from '../../../host/tools.ts';
import { asRoot } from './mends.ts';
import { oneLine, plainLines } from './text.ts';

/** A failure before it is thrown. */
export interface Explained extends ErrorText {
  readonly code: ErrorCode;
}

/** Why the Docker daemon cannot be spoken to, by what its client says; null if it is not that. */
export function dockerTrouble(text: string): Explained | null {
  for (const { says, explain } of TROUBLES) {
    const line = plainLines(text).findLast((l) => says.test(l) && !l.startsWith('{'));
    if (!line) continue;
    const why = oneLine(line.replace(/: \w+ "http:[^"]*"(?=:)/, '')); // the request, percent-encoded
    return { code: 'E_DOCKER', why, ...explain(says.exec(line)!) };
  }
  return null;
}

interface Trouble {
  readonly says: RegExp;
  readonly explain: (
    match: RegExpExecArray,
  ) => Partial<Explained> & Pick<ErrorText, 'message' | 'mend'>;
}

const DEFAULT_SOCKET = /^unix:\/\/(?:\/var)?\/run\/docker\.sock$/;
const OTHER_HOST = 'unset DOCKER_HOST DOCKER_CONTEXT; docker context ls';

const TROUBLES: readonly Trouble[] = [
  {
    says: /exec: "docker": executable file not found/,
    explain: () => ({
      code: 'E_TOOL_MISSING',
      message: 'docker is not installed',
      why: 'the nodes of a kind cluster are Docker containers',
      mend: installDocker(),
    }),
  },
  {
    says: /permission denied.*(?:docker daemon|docker API|docker\.sock)/i,
    explain: () => ({
      message: 'this user may not speak to the Docker daemon',
      mend: 'sudo usermod -aG docker "$USER" && newgrp docker',
    }),
  },
  {
    says: /unable to resolve docker endpoint|context "?[^"]*"? ?(?:does not exist|not found)/,
    explain: () => ({
      message: 'the docker context that is set does not exist',
      mend: 'unset DOCKER_CONTEXT; docker context use default',
    }),
  },
  {
    says: /Maximum supported API version is ([\d.]+)/,
    explain: ([, version]) => ({
      message: 'the Docker daemon is older than its client',
      mend: `export DOCKER_API_VERSION=${version}`,
    }),
  },
  {
    says: /Minimum supported API version is/,
    explain: () => ({
      code: 'E_TOOL_TOO_OLD',
      message: 'the docker client is too old for its daemon',
      mend: installDocker(),
    }),
  },
  {
    says: /(?:Cannot connect to the Docker daemon|failed to connect to the docker API) at ([^\s;]+?)\.?(?:[\s;]|$)/i,
    explain: ([, address = '']) => unanswered(address),
  },
  {
    says: /error during connect|unable to parse docker host|invalid bind address/i,
    explain: () => ({
      message: 'the Docker daemon that DOCKER_HOST or the docker context names cannot be reached',
      mend: OTHER_HOST,
    }),
  },
];

function unanswered(address: string): Pick<ErrorText, 'message' | 'mend'> {
  const message = oneLine(`no Docker daemon answers at ${address}`);
  if (DEFAULT_SOCKET.test(address)) return { message, mend: asRoot('systemctl start docker') };
  if (/^unix:\/\/\/run\/user\//.test(address)) {
    return { message, mend: 'systemctl --user start docker' };
  }
  if (address.includes('/.docker/desktop/')) {
    return { message, mend: 'systemctl --user start docker-desktop' };
  }
  return { message, mend: OTHER_HOST };
}

/** As the package of Debian and Ubuntu. */
export function installDocker(): string {
  return `${installCommand('docker.io')} && ${asRoot('systemctl start docker')}`;
}
