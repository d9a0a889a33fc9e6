/**
 * Keeps Chromium from talking to the network by itself: component updates, field trials, reports,
 * pings, dictionaries, names. The page's own way out is shut in security.ts. That it works is counted
 * in packets by `e2e/journeys/no-telemetry.e2e.test.ts`.
 */
import type { App } from 'electron';

/** Switches of Chromium that take no value. */
const switches = [
  'disable-background-networking',
  'disable-breakpad',
  'disable-client-side-phishing-detection',
  'disable-component-update',
  'disable-default-apps',
  'disable-domain-reliability',
  'disable-sync',
  'no-pings',
  'no-default-browser-check',
  'metrics-recording-only',
] as const;

/**
 * Chromium looks up no names: a hint in a page (`<link rel="dns-prefetch">`) would carry any text to
 * whoever serves that name, past the content security policy and the proxy. Loopback stays, for the
 * development server. Names of servers are looked up by Node, which heeds none of this.
 */
const noNames = 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1';

/** Hides addresses of this computer behind names announced to the local network by multicast. */
const announcesNames = 'WebRtcHideLocalIpsWithMdns';

/** Before the app is ready. */
export function quietNetwork(app: App): void {
  for (const name of switches) app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('host-resolver-rules', noNames);
  // No address is offered at all (`lockPages`), so there is none to hide.
  app.commandLine.appendSwitch('disable-features', announcesNames);
  // Chromium fetches the dictionary of the person's language from Google.
  app.on('session-created', (session) => session.setSpellCheckerEnabled(false));
  void app.whenReady().then(() => {
    app.configureHostResolver({ secureDnsMode: 'off', enableBuiltInResolver: false });
  });
}
