/** Where the daemon is, whose configuration counts, and how the world is reached. */
const VARIABLES = [
  'HOME',
  'XDG_RUNTIME_DIR',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_API_VERSION',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'SSH_AUTH_SOCK', // for DOCKER_HOST=ssh://
  'KIND_EXPERIMENTAL_PROVIDER',
  'KIND_EXPERIMENTAL_DOCKER_NETWORK',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
] as const;

/** What docker, kind and helm need of the user's environment; an empty variable counts as unset. */
export function dockerEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const chosen = VARIABLES.map((name) => [name, env[name]] as const);
  return Object.fromEntries(chosen.filter((pair): pair is [(typeof pair)[0], string] => !!pair[1]));
}
