/**
 * The vocabulary of the contract: a procedure is an *ask* (one answer) or a *watch* (events, then
 * one answer). Everything else about the boundary (types of the client, of the handlers, of the
 * relay's routing) is inferred from these definitions.
 */
import { z } from 'zod';

/** Which process serves a procedure. `main` is the Electron shell itself, the others are workers. */
export type Role = 'main' | 'link' | 'bulk' | 'compute';

/**
 * How a watch's events are delivered.
 * - `latest`: every event is a full snapshot; at most about ten a second, older ones are dropped.
 * - `all`: nothing is dropped; the sender waits for acknowledgements (credit).
 */
export type Delivery = 'latest' | 'all';

/** Who may call a procedure. `test` ones exist only when the host switches them on. */
export type Audience = 'page' | 'test';

export interface Ask<I extends z.ZodType = z.ZodType, V extends z.ZodType = z.ZodType> {
  readonly kind: 'ask';
  readonly role: Role;
  readonly audience: Audience;
  readonly input: I;
  readonly value: V;
}

export interface Watch<
  I extends z.ZodType = z.ZodType,
  E extends z.ZodType = z.ZodType,
  V extends z.ZodType = z.ZodType,
> {
  readonly kind: 'watch';
  readonly role: Role;
  readonly audience: Audience;
  readonly delivery: Delivery;
  readonly input: I;
  readonly event: E;
  readonly value: V;
}

export type Procedure = Ask | Watch;
export type Capability = Readonly<Record<string, Procedure>>;

/** Defines a procedure with exactly one answer. */
export function ask<I extends z.ZodType, V extends z.ZodType>(spec: {
  role: Role;
  input: I;
  value: V;
  audience?: Audience;
}): Ask<I, V> {
  return { kind: 'ask', audience: 'page', ...spec };
}

/** Defines a procedure that emits events until it ends with one answer. */
export function watch<
  I extends z.ZodType,
  E extends z.ZodType,
  V extends z.ZodType = z.ZodVoid,
>(spec: {
  role: Role;
  delivery: Delivery;
  input: I;
  event: E;
  value?: V;
  audience?: Audience;
}): Watch<I, E, V> {
  return { kind: 'watch', audience: 'page', value: z.void() as unknown as V, ...spec };
}
