/** Port forwards, and Jupyter in one click through one of them. */
export { tunnelsHandlers } from './handlers';
export { createTunnels, type OpenRequest, type TunnelConnections, type Tunnels } from './tunnels';
