/**
 * One-time keys of the demo lab. The SSH library (ssh2 1.17) writes about one in three hundred so that
 * neither it nor OpenSSH can read it (a number that begins with a zero byte), so each is tried.
 */
import ssh2 from 'ssh2';

/** @param comment stands behind the public half */
export function soundKeyPair(comment = ''): { private: string; public: string } {
  for (;;) {
    const made = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    if (!(ssh2.utils.parseKey(made.private) instanceof Error)) return made;
  }
}
