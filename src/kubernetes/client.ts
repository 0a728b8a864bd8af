/**
 * All that is used of the Kubernetes client: authentication, TLS, WebSockets. It is loaded on use
 * only, by connect(); its generated API classes are not needed (see transport.ts).
 */
export { KubeConfig } from '@kubernetes/client-node/dist/config.js';
export { default as WebSocket } from 'ws';
