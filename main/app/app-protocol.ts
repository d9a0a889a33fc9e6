/** Serves the built page from `app://labmate/` with a strict content security policy. */
import { protocol } from 'electron';
import { appScheme } from './security';
import { servedFile } from './served-file';

/**
 * Scripts only from our own files; no network at all. Styles may be inline because xterm.js and
 * the component library write style elements. Pictures may be blobs: previews of remote files, which
 * the page makes of bytes and shows in `<img>` alone.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
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
    {
      scheme: appScheme,
      // Chromium keeps the compiled program for the next start; newer releases of Electron let us.
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/**
 * Serves files below `folder`; anything that would leave it, or is not there, is refused. Chromium
 * reads the files itself: `protocol.handle` carries each through this process as a web stream, whose
 * machinery alone takes 100 ms to load (measured at the start, docs/performance.md).
 */
export function serveApp(folder: string): void {
  protocol.registerFileProtocol(appScheme, (request, answer) => {
    const file = servedFile(folder, request.url);
    if (!file) return answer({ error: fileNotFound });
    answer({
      path: file.path,
      mimeType: file.type,
      headers: {
        'Content-Type': file.type,
        'Content-Security-Policy': contentSecurityPolicy,
        'X-Content-Type-Options': 'nosniff',
      },
    });
  });
}

/** `ERR_FILE_NOT_FOUND` of Chromium's net_error_list.h. */
const fileNotFound = -6;
