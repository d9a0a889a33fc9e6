/** Values of single kinds, as ssh_config(5) writes them. Pure. */

export function parsePort(value: string): number | undefined {
  if (!/^\d{1,5}$/.test(value)) return undefined;
  const number = Number(value);
  return number >= 1 && number <= 65535 ? number : undefined;
}

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A time of sshd_config(5) "TIME FORMATS" in seconds; `none` is 0. */
export function parseSeconds(value: string): number | undefined {
  const text = value.toLowerCase();
  if (text === 'none') return 0;
  if (!/^(\d+[smhdw]?)+$/.test(text)) return undefined;
  let total = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+)([smhdw]?)/g)) {
    total += Number(digits) * (unitSeconds[unit || 's'] ?? 1);
  }
  return total <= 2_147_483_647 ? total : undefined;
}
