/** Running contract procedures: see serve.ts. */
export type {
  AskContext,
  AskHandler,
  HandlerSet,
  Handlers,
  WatchContext,
  WatchHandler,
} from './handlers';
export { newIncident } from './incident';
export { type Served, serve, type Wire } from './serve';
