/** Serves the built page from `app://labmate/` with a strict content security policy. */
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { appScheme } from './security';
import { servedFile } from './served-file';

/**
 * Scripts only from our own files; no network at all. Styles may be inline because xterm.js and
 * the component library write style elements.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves files below `folder`; anything that would leave it, or is not there, is a 404. */
export function serveApp(folder: string): void {
  protocol.handle(appScheme, async (request) => {
    const file = servedFile(folder, request.url);
    if (!file) return notFound();
    try {
      const body = await readFile(file.path);
      return new Response(new Uint8Array(body), {
        headers: {
          'Content-Type': file.type,
          'Content-Security-Policy': contentSecurityPolicy,
          'X-Content-Type-Options': 'nosniff',
        },
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return notFound();
      throw error;
    }
  });
}

function notFound(): Response {
  return new Response('not found', { status: 404 });
}
