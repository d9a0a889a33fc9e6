/**
 * Keeps Chromium from talking to the network by itself: component updates, field trials, reports,
 * pings, DNS over HTTPS. The page's own way out is shut in security.ts.
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

/** Before the app is ready. */
export function quietNetwork(app: App): void {
  for (const name of switches) app.commandLine.appendSwitch(name);
  void app.whenReady().then(() => {
    app.configureHostResolver({ secureDnsMode: 'off', enableBuiltInResolver: false });
  });
}
