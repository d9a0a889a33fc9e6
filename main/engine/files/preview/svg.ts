/**
 * SVG is drawn as a picture (`<img>`), where it can neither run a script nor load anything. It can
 * still make the page work without end, by elements that repeat each other: such files are refused.
 * Pure.
 */

const maxBytes = 4 << 20;
/** Repetitions that a drawing may come to; plots repeat their letters some thousand times. */
const maxDrawn = 200_000;
/** How much is looked at to tell: elements times how deep they lie. Plots come to a tenth of it. */
const maxSteps = 4_000_000;
/** One element repeats one other; more names of it are a disguise. */
const maxTargets = 4;
/** An XML declaration with an encoding in which ASCII may mean something else. */
const oddEncoding = /^\s*<\?xml[^>]*\sencoding\s*=\s*["'](?!(?:utf-8|us-ascii|iso-8859-1)["'])/i;

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
  // Entities can grow a short text to gigabytes; default attributes would hide repetitions.
  if (/<!(?:ENTITY|ATTLIST)/i.test(text)) return 'It defines entities, which may grow without end.';
  // In other encodings it would be drawn from another text than the one that is looked at here.
  if (oddEncoding.test(text)) return 'It is not written in UTF-8.';
  if (/attributeName\s*=\s*["'][^"']*(?:href|&)/i.test(text)) return 'It changes what it repeats.';
  if (/data:\s*image\/svg/i.test(text)) return 'It holds drawings of its own.';
  if (drawnBy(text) > maxDrawn) return 'It repeats its parts too often.';
  return undefined;
}

/** How many elements are drawn, `<use>` counted as all that it repeats; Infinity for a circle. */
function drawnBy(text: string): number {
  const outlined = outline(text);
  if (!outlined) return Number.POSITIVE_INFINITY;
  const { own, uses, roots } = outlined;
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

/** Which elements with an id hold how many others, and which ids they repeat; undefined for too many. */
function outline(text: string) {
  const own = new Map<string, number>();
  const uses = new Map<string, string[]>();
  const roots = { elements: 0, uses: [] as string[] };
  const open: (string | undefined)[] = [];
  let steps = 0;
  for (const tag of tagsOf(text)) {
    if (tag.startsWith('/')) {
      open.pop();
      continue;
    }
    const id = /(?:^|\s)id\s*=\s*["']([^"']*)["']/.exec(tag)?.[1];
    const targets = /^(?:[\w.-]+:)?use(?![\w.:-])/i.test(tag) ? targetsIn(tag) : [];
    steps += (open.length + 1) * (targets.length + 1);
    if (steps > maxSteps || targets.length > maxTargets) return undefined;
    roots.elements += 1;
    roots.uses.push(...targets);
    for (const holder of [...open, id]) {
      if (holder === undefined) continue;
      own.set(holder, (own.get(holder) ?? 0) + 1);
      const repeated = uses.get(holder);
      if (repeated) repeated.push(...targets);
      else uses.set(holder, [...targets]);
    }
    if (!tag.endsWith('/')) open.push(id);
  }
  return { own, uses, roots };
}

/** The ids that a `<use>` may repeat, whatever the prefix of its attribute is. */
function targetsIn(tag: string): string[] {
  const found = tag.matchAll(/href\s*=\s*["']\s*(?:#|&#0*35;|&#x0*23;)([^"']*)["']/gi);
  return [...found].slice(0, maxTargets + 1).map(([, id = '']) => id.trim());
}

/** What is not a tag although it begins like one, and how it ends. */
const asides = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;

/** What stands between `<` and `>` of each tag; a `>` in quotes ends none. Looks at each letter once. */
function* tagsOf(text: string): Generator<string> {
  let at = text.indexOf('<');
  while (at >= 0) {
    const aside = asides.find(([opening]) => text.startsWith(opening, at));
    const end = aside ? text.indexOf(aside[1], at) : endOfTag(text, at);
    if (end < 0) return;
    if (!aside) yield text.slice(at + 1, end);
    at = text.indexOf('<', end);
  }
}

function endOfTag(text: string, start: number): number {
  const stops = /[>"']/g;
  stops.lastIndex = start;
  for (let stop = stops.exec(text); stop; stop = stops.exec(text)) {
    if (stop[0] === '>') return stop.index;
    const close = text.indexOf(stop[0], stop.index + 1);
    if (close < 0) return -1;
    stops.lastIndex = close + 1;
  }
  return -1;
}
