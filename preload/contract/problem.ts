/**
 * A problem is an expected failure as data: a tag that code can match, sentences that a person can
 * read, and next steps that are buttons in the window and advice on the command line. The engine
 * writes the sentences (one pure function per capability), so both faces say the same.
 */
import { z } from 'zod';
import { vpnKind } from './vpn-kinds';

/** What a button on a problem card does. */
export const action = z.discriminatedUnion('kind', [
  /** Do again what failed. The card's owner knows how. */
  z.object({ kind: z.literal('retry') }),
  /** Open the step-by-step reachability check of a server. */
  z.object({ kind: z.literal('open-doctor'), server: z.string() }),
  z.object({ kind: z.literal('edit-server'), server: z.string() }),
  /** Remove what known_hosts says about a server's key; asks before anything is changed. */
  z.object({ kind: z.literal('forget-host-key'), server: z.string() }),
  /** Open the program of a VPN (`vpnKind`). */
  z.object({ kind: z.literal('open-vpn'), vpn: vpnKind }),
  z.object({ kind: z.literal('copy'), text: z.string() }),
  z.object({ kind: z.literal('open-url'), url: z.string() }),
]);
export type Action = z.infer<typeof action>;

/** A next step: advice in words, and a button where there is an action. */
export const nextStep = z.object({ label: z.string(), action: action.optional() });
export type NextStep = z.infer<typeof nextStep>;

export const problem = z.object({
  /** `<capability>/<what>`, for example `connections/refused`. Stable: tests and `--json` use it. */
  tag: z.string(),
  /** What happened, in one sentence. */
  what: z.string(),
  /** Why, if known. */
  why: z.string().optional(),
  /** What to do, best first. */
  next: z.array(nextStep),
  /** The facts that the sentences were made from. */
  facts: z.record(z.string(), z.unknown()),
  /** Technical detail (remote stderr, codes), folded away in the window. */
  detail: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;

export type Outcome<V> =
  | { readonly ok: true; readonly value: V }
  | { readonly ok: false; readonly problem: Problem };
