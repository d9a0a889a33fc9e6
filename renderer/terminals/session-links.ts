/** Links in a terminal: shown while the pointer is on them, opened by Ctrl (or Cmd) and a click. */
import { WebLinksAddon } from '@xterm/addon-web-links';
import type { ILinkHandler } from '@xterm/xterm';
import { openableUrl, opensLink } from './links';

export interface LinkEvents {
  openUrl(url: string): void;
  /** The link under the pointer, or null. */
  hoverLink(url: string | null): void;
}

/** For links that a program names itself (OSC 8): what is shown is where they really lead. */
export function linkHandler(events: LinkEvents, isMac: boolean): ILinkHandler {
  return {
    allowNonHttpProtocols: false,
    activate: (event, text) => activate(events, isMac, event, text),
    hover: (_event, text) => events.hoverLink(openableUrl(text)),
    leave: () => events.hoverLink(null),
  };
}

/** For addresses in plain text. */
export function plainLinks(events: LinkEvents, isMac: boolean): WebLinksAddon {
  return new WebLinksAddon((event, url) => activate(events, isMac, event, url), {
    hover: (_event, text) => events.hoverLink(openableUrl(text)),
    leave: () => events.hoverLink(null),
  });
}

function activate(events: LinkEvents, isMac: boolean, event: MouseEvent, text: string): void {
  const url = openableUrl(text);
  if (url !== null && opensLink(event, isMac)) events.openUrl(url);
}
