/** The whole contract. A capability is added here once; client, relay and handlers follow. */
import type { z } from 'zod';
import type { Ask, Capability, Procedure, Watch } from './define';
import { demo } from './demo';
import { diagnostics } from './diagnostics';
import { editing } from './editing';
import { files } from './files';
import { keys } from './keys';
import { monitor } from './monitor';
import { questions } from './questions';
import { secrets } from './secrets';
import { servers } from './servers';
import { settings } from './settings';
import { shell } from './shell';
import { terminals } from './terminals';
import { transfers } from './transfers';
import { tunnels } from './tunnels';
import { vpn } from './vpn';

export const contract = {
  demo,
  diagnostics,
  editing,
  files,
  keys,
  monitor,
  questions,
  secrets,
  servers,
  settings,
  shell,
  terminals,
  transfers,
  tunnels,
  vpn,
} satisfies Record<string, Capability>;

export type Contract = typeof contract;

/** `servers.list` and so on. */
export type ProcedureName = {
  [C in keyof Contract & string]: `${C}.${keyof Contract[C] & string}`;
}[keyof Contract & string];

/** The definition behind a name. */
export type ProcedureOf<N extends ProcedureName> = N extends `${infer C}.${infer P}`
  ? C extends keyof Contract
    ? P extends keyof Contract[C]
      ? Contract[C][P]
      : never
    : never
  : never;

export type AskName = {
  [N in ProcedureName]: ProcedureOf<N> extends Ask ? N : never;
}[ProcedureName];
export type WatchName = {
  [N in ProcedureName]: ProcedureOf<N> extends Watch ? N : never;
}[ProcedureName];

/** What a caller passes (before defaults). */
export type InputOf<N extends ProcedureName> = z.input<ProcedureOf<N>['input']>;
/** What a handler receives (after defaults). */
export type ParsedOf<N extends ProcedureName> = z.output<ProcedureOf<N>['input']>;
export type ValueOf<N extends ProcedureName> = z.output<ProcedureOf<N>['value']>;
export type EventOf<N extends WatchName> =
  ProcedureOf<N> extends Watch<z.ZodType, infer E> ? z.output<E> : never;

/** Looks up a procedure by its wire name; undefined for anything the contract does not have. */
export function procedureNamed(name: string): Procedure | undefined {
  const [capability, procedure, ...rest] = name.split('.');
  if (!capability || !procedure || rest.length > 0) return undefined;
  if (!Object.hasOwn(contract, capability)) return undefined;
  const procedures: Capability = contract[capability as keyof Contract];
  return Object.hasOwn(procedures, procedure) ? procedures[procedure] : undefined;
}
