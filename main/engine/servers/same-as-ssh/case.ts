/** What a corpus of awkward configs consists of. */

export interface CorpusCase {
  name: string;
  /** `DIR` stands for its folder, here and in `files`. */
  config: string;
  files?: Record<string, string>;
  /** Names to ask for. */
  hosts: string[];
}

export function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}
