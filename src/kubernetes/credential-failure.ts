import { LabError } from '../errors.ts';
import type { ChosenContext } from './choose-context.ts';
import type { ExecEntry } from './exec-plugin.ts';

/** Where to get the plugins that the large clouds' kubeconfigs name. */
const PLUGINS: Readonly<Record<string, string>> = {
  aws: 'install the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  'aws-iam-authenticator': 'https://github.com/kubernetes-sigs/aws-iam-authenticator/releases',
  'gke-gcloud-auth-plugin': 'gcloud components install gke-gcloud-auth-plugin',
  gcloud: 'https://cloud.google.com/sdk/docs/install',
  kubelogin: 'az aks install-cli',
  'kubectl-oidc_login': 'kubectl krew install oidc-login',
  doctl: 'https://docs.digitalocean.com/reference/doctl/how-to/install/',
  oci: 'https://docs.oracle.com/iaas/Content/API/SDKDocs/cliinstall.htm',
  tsh: 'https://goteleport.com/download/',
};

/** Explains why no credentials could be made of what the kubeconfig says. */
export function credentialFailure(error: unknown, { context, user }: ChosenContext): LabError {
  if (error instanceof LabError) return error;
  const { message, code, syscall, path } = error as NodeJS.ErrnoException;
  const options = { cause: error };
  const exec = user.exec as ExecEntry | undefined;
  if (exec && (syscall?.startsWith('spawn') || code === 'EACCES'))
    return noPlugin(exec, user.name, error);
  if (exec) {
    const command = [exec.command, ...(exec.args ?? [])].join(' ');
    return new LabError(
      'E_CLUSTER_AUTH',
      {
        message: `the credential plugin of ${user.name} failed: ${exec.command}`,
        why: lastLines(message) || 'it said nothing',
        mend: `log in again, then try by hand: ${command}`,
      },
      options,
    );
  }
  if (path) {
    return new LabError(
      'E_KUBECONFIG',
      {
        message: `the kubeconfig names a file that cannot be read: ${path}`,
        why: message,
        mend: `ls -l ${path}`,
      },
      options,
    );
  }
  return new LabError(
    'E_CLUSTER_AUTH',
    {
      message: `no credentials for ${user.name}`,
      why: lastLines(message),
      mend: `kubectl ${context ? `--context ${context} ` : ''}auth whoami`,
    },
    options,
  );
}

function noPlugin(exec: ExecEntry, user: string, cause: unknown): LabError {
  const { command = '(none)', installHint } = exec;
  const name = command.split('/').at(-1)!;
  const found =
    (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not installed' : 'cannot be started';
  return new LabError(
    'E_CLUSTER_AUTH',
    {
      message: `the credential plugin ${name} ${found}`,
      why: `the kubeconfig gets the credentials of ${user} by running ${command}, which is not in PATH or not executable`,
      mend: installHint?.trim() || PLUGINS[name] || `install ${name}, then: command -v ${command}`,
    },
    { cause },
  );
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ').slice(0, 600);
}
