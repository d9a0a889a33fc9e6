/** What a proxy may answer, whichever language it speaks. */
export interface Credentials {
  user: string;
  password: string;
}

export type ProxyReply =
  /** From here on the server itself speaks. */
  | { kind: 'open' }
  /** It wants a user name and a password. */
  | { kind: 'asks-who' }
  | { kind: 'refused-who' }
  /** It wants a proof that Labmate does not know. */
  | { kind: 'no-method'; offered: string }
  | { kind: 'refused'; said: string };
