import { LabError } from '../errors.ts';
import { explainFailure } from '../host/explain-failure.ts';
import { type ApiCall, kubectl, proxyHint } from './api-call.ts';
import { ApiRefusal } from './api-refusal.ts';
import { explainConnection } from './explain-connection.ts';
import { explainRefusal } from './explain-refusal.ts';

/** Turns whatever a call of the API server threw into the failure that a person gets to read. */
export function explainApiFailure(error: unknown, call: ApiCall): LabError {
  if (error instanceof LabError) return error;
  if (error instanceof ApiRefusal) return explainRefusal(error, call);
  return explainConnection(error, call) ?? explainFailure(error);
}

/** When the time of a call is up. @param connected whether the server took the connection */
export function explainLateness(call: ApiCall, timeoutMs: number, connected: boolean): LabError {
  const seconds = timeoutMs / 1000;
  return connected
    ? new LabError('E_TIMEOUT', {
        message: `the API server ${call.server} did not answer in ${seconds} s`,
        why: `it took the connection, but did not say anything to: ${call.what}`,
        mend: `try again; ${kubectl(call)} get --raw '/readyz?verbose'`,
      })
    : new LabError('E_CLUSTER_UNREACHABLE', {
        message: `no connection to the API server ${call.server} in ${seconds} s`,
        why: 'nothing answers at its address: the machine is off, or a firewall or a missing VPN is between',
        mend: `${kubectl(call)} get --raw /readyz${proxyHint(call)}`,
      });
}
