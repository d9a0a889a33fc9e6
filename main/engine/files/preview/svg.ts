/**
 * SVG is drawn as a picture (`<img>`), where it can neither run a script nor load anything. It can
 * still make the page work without end, by elements that repeat each other: such files are refused.
 * Pure.
 */

const maxBytes = 4 << 20;
/** Repetitions that a drawing may come to; plots repeat their letters some thousand times. */
const maxDrawn = 200_000;

export function looksLikeSvg(bytes: Buffer): boolean {
  const head = bytes
    .toString('utf8', 0, 4096)
    .replace(/^\ufeff/, '')
    .trimStart();
  return head.startsWith('<') && /<svg[\s>]/i.test(head);
}

/** Why it is not drawn, or undefined. */
export function svgFault(bytes: Buffer): string | undefined {
  if (bytes.length > maxBytes) return `It is a drawing of more than ${maxBytes >> 20} MiB.`;
  const text = bytes.toString('utf8');
  // Entities can grow a short text to gigabytes.
  if (/<!ENTITY/i.test(text)) return 'It defines entities, which may grow without end.';
  if (drawnBy(text) > maxDrawn) return 'It repeats its parts too often.';
  return undefined;
}

/** How many elements are drawn, `<use>` counted as all that it repeats; Infinity for a circle. */
function drawnBy(text: string): number {
  const { own, uses, roots } = outline(text);
  const known = new Map<string, number>();
  const weigh = (id: string, depth: number): number => {
    const before = known.get(id);
    if (before !== undefined) return before;
    if (depth > 50) return Number.POSITIVE_INFINITY;
    known.set(id, Number.POSITIVE_INFINITY); // until known: a circle comes back here
    let total = own.get(id) ?? 0;
    for (const used of uses.get(id) ?? []) total += weigh(used, depth + 1);
    known.set(id, total);
    return total;
  };
  return roots.elements + roots.uses.reduce((total, id) => total + weigh(id, 0), 0);
}

/** Which elements with an id hold how many others, and which ids they repeat. */
function outline(text: string) {
  const own = new Map<string, number>();
  const uses = new Map<string, string[]>();
  const roots = { elements: 0, uses: [] as string[] };
  const open: (string | undefined)[] = [];
  for (const [tag, close, name, rest = ''] of text.matchAll(/<(\/?)([A-Za-z][\w:.-]*)([^<>]*)>/g)) {
    if (close) {
      open.pop();
      continue;
    }
    const id = /(?:^|\s)id\s*=\s*["']([^"']*)["']/.exec(rest)?.[1];
    const target = /href\s*=\s*["']\s*#([^"']*)["']/.exec(rest)?.[1];
    const holders = new Set([...open, id].filter((each): each is string => each !== undefined));
    roots.elements += 1;
    for (const holder of holders) own.set(holder, (own.get(holder) ?? 0) + 1);
    if (target !== undefined && /(^|:)use$/i.test(name ?? '')) {
      roots.uses.push(target);
      for (const holder of holders) uses.set(holder, [...(uses.get(holder) ?? []), target]);
    }
    if (!tag.endsWith('/>') && open.length < 200) open.push(id);
  }
  return { own, uses, roots };
}
