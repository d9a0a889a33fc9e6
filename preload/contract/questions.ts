/** Questions that the engine asks a person: as data, with an id and an expiry. Served by main. */
import { z } from 'zod';
import { ask, watch } from './define';

const base = { server: z.string() };

/** What is asked. A new kind needs a form in the window and a prompt on the command line. */
export const questionBody = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('host-key'),
    /** As the person knows it: `host` or `[host]:port`. */
    host: z.string(),
    keyType: z.string(),
    /** `SHA256:…`, as OpenSSH prints it. */
    fingerprint: z.string(),
    /** Other known types or names of this host, if any, for context. */
    note: z.string().optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('passphrase'),
    keyFile: z.string(),
    /** 1 for the first try; above 1 the last answer was wrong. */
    attempt: z.number().int(),
  }),
  z.object({
    ...base,
    kind: z.literal('password'),
    user: z.string(),
    host: z.string(),
    attempt: z.number().int(),
  }),
  z.object({
    ...base,
    kind: z.literal('keyboard-interactive'),
    user: z.string(),
    host: z.string(),
    /** Texts as the server sent them, control characters removed. */
    name: z.string(),
    instructions: z.string(),
    prompts: z.array(z.object({ prompt: z.string(), echo: z.boolean() })),
  }),
  z.object({
    ...base,
    kind: z.literal('confirm'),
    title: z.string(),
    text: z.string(),
    yes: z.string(),
    danger: z.boolean(),
  }),
]);
export type QuestionBody = z.infer<typeof questionBody>;

export const question = z.object({
  id: z.string(),
  /** Milliseconds since the epoch; after it the answer is `dismissed`. */
  expiresAt: z.number(),
  body: questionBody,
});
export type Question = z.infer<typeof question>;

export const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dismissed') }),
  /** For `host-key` and `confirm`. */
  z.object({ kind: z.literal('yes') }),
  z.object({ kind: z.literal('no') }),
  /**
   * For `passphrase` and `password`: once it was right, kept in memory until Labmate closes when
   * `remember`, and beyond that in the system's store when `store`.
   */
  z.object({
    kind: z.literal('secret'),
    secret: z.string(),
    remember: z.boolean(),
    store: z.boolean().optional(),
  }),
  /** For `keyboard-interactive`: one answer a prompt. */
  z.object({ kind: z.literal('answers'), answers: z.array(z.string()) }),
]);
export type Answer = z.infer<typeof answer>;

export const questions = {
  /** All open questions, the oldest first. */
  pending: watch({
    role: 'main',
    delivery: 'latest',
    input: z.object({}),
    event: z.array(question),
  }),
  answer: ask({ role: 'main', input: z.object({ id: z.string(), answer }), value: z.void() }),
};
