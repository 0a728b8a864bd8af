import { dockerEnvironment } from '../docker-environment.ts';
import { childEnvironment } from '../environment.ts';
import type { AgentConnection } from './agent-connection.ts';
import { spawnedConnection } from './spawned-connection.ts';

/** A connection to a shell in a running container, by `docker exec`. It reads the user's Docker settings. */
export async function dockerConnection(container: string): Promise<AgentConnection> {
  const env = { ...childEnvironment(process.env), ...dockerEnvironment(process.env) };
  return spawnedConnection(['docker', 'exec', '-i', container, 'sh'], env);
}
