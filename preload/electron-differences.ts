/**
 * The one place for what differs between the Electron that types are checked against (current
 * stable) and an older development runtime (see scripts/electron-runtime.mjs).
 */
import * as electron from 'electron';

/**
 * The local path of a dropped or chosen file; empty when it has none (made by a script) or is no
 * file. `webUtils` came with Electron 29; until 32 a `File` had a `path`.
 */
export function localPathOf(file: unknown): string {
  if (!(file instanceof File)) return '';
  const webUtils: typeof electron.webUtils | undefined = electron.webUtils;
  if (webUtils) return webUtils.getPathForFile(file);
  const { path } = file as File & { path?: unknown };
  return typeof path === 'string' ? path : '';
}
