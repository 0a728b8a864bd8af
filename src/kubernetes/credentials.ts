import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import type { ChosenContext } from './choose-context.ts';
import { refuseExpired } from './client-certificate.ts';
import { credentialFailure } from './credential-failure.ts';
import type { ExecPlugin } from './exec-plugin.ts';

/** What goes with every request. */
export interface RequestCredentials {
  readonly agent: HttpAgent;
  readonly headers: Record<string, string>;
  /** `user:password`, for basic authentication. */
  readonly auth: string | undefined;
}

/** After this long tokens are read, and plugins are asked, again; those who know the end of a token keep it until then. */
const KEEP_MS = 60_000;

/** Who we are to the API server, by the kubeconfig: certificates, tokens, plugins. */
export class Credentials {
  readonly #config: KubeConfig;
  readonly #chosen: ChosenContext;
  readonly #plugin: ExecPlugin | null;
  #agent: { readonly key: string; readonly agent: HttpAgent } | null = null;
  #current: { readonly until: number; readonly value: Promise<RequestCredentials> } | null = null;

  constructor(config: KubeConfig, chosen: ChosenContext, plugin: ExecPlugin | null) {
    this.#config = config;
    this.#chosen = chosen;
    this.#plugin = plugin;
    // the client refuses plain HTTP unless TLS is not to be verified; `kubectl proxy` is plain HTTP
    if (chosen.cluster.server.startsWith('http:')) {
      config.loadFromOptions({
        ...config,
        clusters: config.clusters.map((c) =>
          c.name === chosen.cluster.name ? { ...c, skipTLSVerify: true } : c,
        ),
      });
    }
  }

  /** Whether asking again may give others: tokens and plugins do, certificates in the kubeconfig do not. */
  get renewable(): boolean {
    const { exec, authProvider, token } = this.#chosen.user;
    return Boolean(exec ?? authProvider ?? token);
  }

  /** @throws LabError E_KUBECONFIG, E_CLUSTER_AUTH */
  get(renew = false): Promise<RequestCredentials> {
    if (renew || !this.#current || Date.now() > this.#current.until) {
      const value = this.#make();
      value.catch(() => {
        this.#current = null;
      });
      this.#current = { until: Date.now() + KEEP_MS, value };
    }
    return this.#current.value;
  }

  close(): void {
    this.#plugin?.stop();
    this.#agent?.agent.destroy();
    this.#agent = null;
    this.#current = null;
  }

  async #make(): Promise<RequestCredentials> {
    const options: RequestOptions = {};
    try {
      await this.#config.applyToHTTPSOptions(options);
    } catch (error) {
      throw credentialFailure(error, this.#chosen);
    }
    const { headers = {}, auth, ...tls } = options;
    if (tls.cert) refuseExpired(String(tls.cert), this.#chosen, options);
    return {
      agent: this.#agentFor(tls),
      headers: headers as Record<string, string>,
      auth: auth ?? undefined,
    };
  }

  /** One agent, so that connections are kept, for as long as the certificates are the same. */
  #agentFor({ agent: made, ...tls }: RequestOptions): HttpAgent {
    const key = JSON.stringify([String(tls.ca), String(tls.cert), String(tls.key)]);
    if (this.#agent?.key !== key) {
      const { proxyUrl, server } = this.#chosen.cluster;
      const agent = proxyUrl
        ? (made as HttpAgent) // a proxy's agent can only be had from the client
        : server.startsWith('http:')
          ? new HttpAgent({ keepAlive: true })
          : new HttpsAgent({ ...(tls as object), keepAlive: true });
      this.#agent = { key, agent };
    }
    return this.#agent.agent;
  }
}
