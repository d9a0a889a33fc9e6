/** Search over the settings page. Pure. */
import type { SettingSection } from './items';

/** Sections with the settings that hold every word; a section whose title fits is shown whole. */
export function searchSettings(
  sections: readonly SettingSection[],
  search: string,
): SettingSection[] {
  const words = wordsOf(search);
  return sections
    .map((section) => ({
      ...section,
      items: section.items.filter((item) =>
        holds(
          `${section.title} ${item.label} ${item.description} ${item.keywords} ${choicesOf(item)}`,
          words,
        ),
      ),
    }))
    .filter(({ items }) => items.length > 0);
}

function choicesOf({ control }: SettingSection['items'][number]): string {
  return control.kind === 'choice' ? control.choices.map(({ label }) => label).join(' ') : '';
}

/** Whether a passage of the page is to be shown. */
export function passageFits(text: string, search: string): boolean {
  return holds(text, wordsOf(search));
}

function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean);
}

function holds(text: string, words: readonly string[]): boolean {
  const folded = text.toLowerCase();
  return words.every((word) => folded.includes(word));
}
