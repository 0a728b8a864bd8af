import { LabError } from '../errors.ts';

const ANOTHER = 'cni-lab ... --kubeconfig FILE, or: export KUBECONFIG=FILE';

export function absentKubeconfig(
  files: readonly string[],
  from: 'option' | 'environment',
): LabError {
  return new LabError('E_KUBECONFIG', {
    message: `there is no kubeconfig ${files.join(' or ')}`,
    why: from === 'option' ? 'no such file' : 'KUBECONFIG names it, but there is no such file',
    mend:
      from === 'option'
        ? `ls -l ${files[0]}; kind export kubeconfig --name NAME --kubeconfig ${files[0]}`
        : `unset KUBECONFIG, or: ${ANOTHER}`,
  });
}

export function noKubeconfig(file: string): LabError {
  return new LabError('E_KUBECONFIG', {
    message: 'no kubeconfig: it is not known which cluster is meant',
    why: `there is no ${file}, KUBECONFIG is not set, and this is not a pod with a service account`,
    mend: `${ANOTHER}; for a kind cluster: kind export kubeconfig --name NAME`,
  });
}

export function unreadableKubeconfig(file: string, cause: unknown): LabError {
  return new LabError(
    'E_KUBECONFIG',
    {
      message: `the kubeconfig ${file} cannot be read`,
      why: (cause as Error).message,
      mend: `ls -l ${file}`,
    },
    { cause },
  );
}

/** Not YAML, or YAML of something else. */
export function badKubeconfig(file: string, cause: unknown): LabError {
  const { message } = cause as Error;
  return new LabError(
    'E_KUBECONFIG',
    {
      message: `${file} is no kubeconfig`,
      why: message.split('\n')[0]!.replace(/^Cannot read propert.*/, 'it is not a mapping'),
      mend: `kubectl --kubeconfig ${file} config view`,
    },
    { cause },
  );
}

export function emptyKubeconfig(file: string): LabError {
  return new LabError('E_KUBECONFIG', {
    message: `the kubeconfig ${file} has no contexts`,
    why: 'it names no cluster; `kind delete cluster` leaves such a file behind',
    mend: `kind get clusters; kind export kubeconfig --name NAME --kubeconfig ${file}`,
  });
}

export function noCurrentContext(file: string, contexts: readonly string[]): LabError {
  return new LabError('E_KUBECONFIG', {
    message: `the kubeconfig ${file} has no current context`,
    why: `it is not known which of its contexts is meant: ${contexts.join(', ')}`,
    mend: `cni-lab ... --context ${contexts[0]}, or: kubectl --kubeconfig ${file} config use-context ${contexts[0]}`,
  });
}

/** @param nearest existing names, best first */
export function noSuchContext(asked: string, file: string, nearest: readonly string[]): LabError {
  return new LabError('E_KUBECONFIG', {
    message: `the kubeconfig ${file} has no context ${asked}`,
    why: `nearest: ${nearest.join(', ')}`,
    mend: `cni-lab ... --context ${nearest[0]} (all: kubectl --kubeconfig ${file} config get-contexts)`,
  });
}

/** A context that points to a cluster or a user that the file does not have. */
export function danglingContext(
  context: string,
  file: string,
  missing: 'cluster' | 'user',
  name: string,
): LabError {
  const command = missing === 'cluster' ? 'set-cluster' : 'set-credentials';
  return new LabError('E_KUBECONFIG', {
    message: `context ${context} of ${file} names a ${missing} that is not there: ${name || '(none)'}`,
    why: `there is no such entry under ${missing}s`,
    mend: `kubectl --kubeconfig ${file} config ${command} ${name || 'NAME'} --help`,
  });
}

export function badServer(
  context: string,
  file: string,
  cluster: string,
  server: string,
): LabError {
  return new LabError('E_KUBECONFIG', {
    message: `context ${context} of ${file} has a server that is no URL: ${server}`,
    why: 'it must begin with https://',
    mend: `kubectl --kubeconfig ${file} config set-cluster ${cluster} --server=https://HOST:6443`,
  });
}
