import { describe, expect, it } from 'vitest';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { origins } from '../../src/verdict/origins.ts';
import { NO_MASQUERADE, partyAddress } from '../../src/verdict/party-address.ts';
import { judged, observed, recordedRun } from '../support/recorded-runs.ts';

const proxied = recordedRun('kube-proxy/userspace tcp IPv4');
const forwarded = recordedRun('kube-proxy/iptables tcp IPv4');

function masquerade(run: typeof proxied) {
  return partyAddress('masquerade', 0, origins(observed(run), run.datapath.signature));
}

describe('who the answering one takes for who asks', () => {
  it('is the node, where it asks in its own name', () => {
    expect(masquerade(proxied)).toBe('10.244.1.1');
  });

  it('is nobody else, where packets were only forwarded', () => {
    expect(masquerade(forwarded)).toBe(NO_MASQUERADE);
  });

  it('is not known where nobody saw the answers leave', () => {
    const captures = proxied.captures.filter((capture) => capture.tap !== 'pod2/eth0');
    expect(masquerade({ ...proxied, captures })).toBeNull();
  });

  it('is said in so many words', () => {
    const { findings } = judged(forwarded, forwarded, findDatapath('kube-proxy/userspace'));
    const meanings = findings.filter((f) => f.code === 'addresses').map((f) => f.meaning);
    expect(meanings).toContain(
      'the answering one was asked by the very address of who asks: nothing put another one there',
    );
  });
});
