/** Which links of terminal output may be opened. Pure. */

/** The normalised address of an http or https link; null for every other. */
export function openableUrl(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}

/** Ctrl on Windows and Linux, Cmd on a Mac: a plain click never opens anything. */
export function opensLink(event: Pick<MouseEvent, 'ctrlKey' | 'metaKey'>, isMac: boolean): boolean {
  return isMac ? event.metaKey : event.ctrlKey;
}
