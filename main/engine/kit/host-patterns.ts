/** Host patterns as OpenSSH matches them (match.c): `*`, `?`, comma lists, `!` negation. */

/** True when `text` matches the whole of `pattern`. Case matters. */
export function matchesPattern(text: string, pattern: string): boolean {
  // Greedy with one point to go back to: linear for one star, never exponential.
  let t = 0;
  let p = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      starAt = p;
      resumeAt = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (starAt >= 0) {
      p = starAt + 1;
      resumeAt += 1;
      t = resumeAt;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** `Host` semantics: any pattern matches and no negated one does. */
export function matchesHostLine(host: string, patterns: readonly string[]): boolean {
  let found = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(host, negated ? pattern.slice(1) : pattern)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

/** A comma-separated list as `Match` uses it; a negated match wins over every other. */
export function matchesList(text: string, list: string): boolean {
  return matchesHostLine(text, list.split(','));
}

/** True for a pattern that names exactly one host. */
export function isLiteral(pattern: string): boolean {
  return !/[*?!]/.test(pattern);
}
