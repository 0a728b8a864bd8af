import { LabError } from '../../errors.ts';
import { CommandError } from '../../host/command-error.ts';
import { dockerRunner } from './kind-cli.ts';
import { dockerTrouble } from './preflight/docker-trouble.ts';

/** Runs docker. @returns its standard output @throws LabError E_DOCKER, E_TOOL_MISSING; CommandError for all else */
export async function docker(...args: readonly string[]): Promise<string> {
  try {
    return (await dockerRunner.run(['docker', ...args])).stdout;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const said = error.missingTool ? 'exec: "docker": executable file not found' : error.stderr;
    const trouble = dockerTrouble(said);
    throw trouble ? new LabError(trouble.code, trouble, { cause: error }) : error;
  }
}
