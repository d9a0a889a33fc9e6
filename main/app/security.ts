/**
 * What a page may do in our windows: show our own files and talk over its port. Everything else is
 * refused here and logged. See docs/security.md for the list and the tests.
 */
import type { App, Session, WebContents, WebFrameMain } from 'electron';
import type { Log } from '../engine/kit/log';

/** Our pages' scheme: a real origin, so that CSP and sender checks mean something. */
export const appScheme = 'app';
export const appOrigin = 'app://labmate';

/** The origin that our page has: `app://labmate`, or the development server's. */
export type TrustedOrigin = string;

/** Whether a message comes from the main frame of our own page. */
export function isTrustedSender(frame: WebFrameMain | null, trusted: TrustedOrigin): boolean {
  if (!frame || frame.parent !== null) return false;
  return originOf(frame.url) === trusted;
}

/** `scheme://host[:port]`; empty for what is no address. */
export function originOf(url: string): string {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch (error) {
    if (error instanceof TypeError) return '';
    throw error;
  }
}

/**
 * Denies permissions, downloads by the page and the network. The content security policy says
 * nothing about WebRTC, which sent UDP and TCP to any address (seen with a STUN and a TURN server):
 * so whatever is no file of ours goes to a proxy that cannot exist, and past proxies goes nothing
 * (`lockPages`). A development server on this computer stays within reach.
 */
export async function lockSession(
  session: Session,
  trusted: TrustedOrigin,
  log: Log,
): Promise<void> {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    log.warn('refused a permission request', { permission });
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => {
    log.warn('refused a download by the page');
    event.preventDefault();
  });
  await session.setProxy({
    mode: 'fixed_servers',
    proxyRules: noProxy,
    // Without this rule Chromium reaches loopback addresses directly.
    ...(trusted === appOrigin && { proxyBypassRules: '<-loopback>' }),
  });
}

/** TCP to the broadcast address fails at once, and no packet leaves this computer. */
const noProxy = 'http://255.255.255.255:1';

/** Denies navigation, new windows, webviews and WebRTC for every page that ever exists. */
export function lockPages(app: App, trusted: TrustedOrigin, log: Log): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
    contents.setWindowOpenHandler(({ url }) => {
      log.warn('refused a new window', { url: url.slice(0, 200) });
      return { action: 'deny' };
    });
    const refuseForeign = (event: { preventDefault(): void }, url: string) => {
      if (originOf(url) === trusted) return;
      log.warn('refused a navigation', { url: url.slice(0, 200) });
      event.preventDefault();
    };
    contents.on('will-navigate', refuseForeign);
    contents.on('will-redirect', refuseForeign);
    contents.on('will-attach-webview', (event) => {
      log.warn('refused a webview');
      event.preventDefault();
    });
  });
}
