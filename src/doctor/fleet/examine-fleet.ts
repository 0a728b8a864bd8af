import { LabError } from '../../errors.ts';
import { localRunnerWith } from '../../host/local-runner.ts';
import { readTextIfThere } from '../../host/read-file.ts';
import { pooled } from '../../pooled.ts';
import { askHost, type HostReport } from './ask-host.ts';
import { readHosts } from './hosts-file.ts';

/** Asks every machine of a hosts file, so many at a time. @throws LabError E_CONFIG, E_FILE */
export function examineFleet(
  file: string,
  jobs: number,
  told: (done: number, of: number) => void,
): Promise<HostReport[]> {
  const text = readTextIfThere(file);
  if (text === null) {
    throw new LabError('E_FILE', {
      message: `${file} is not there`,
      why: 'it has the machines to be asked, one a line',
      mend: `printf 'lab-01\\nlab-02\\n' > ${file}`,
    });
  }
  const hosts = readHosts(file, text);
  const runner = localRunnerWith(sshEnvironment(process.env));
  let done = 0;
  return pooled(hosts, jobs, async (host) => {
    const report = await askHost(runner, host);
    told(++done, hosts.length);
    return report;
  });
}

/** What ssh finds keys, agents and its configuration by. */
function sshEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const { HOME, USER, SSH_AUTH_SOCK } = env;
  return {
    ...(HOME && { HOME }),
    ...(USER && { USER }),
    ...(SSH_AUTH_SOCK && { SSH_AUTH_SOCK }),
  };
}
