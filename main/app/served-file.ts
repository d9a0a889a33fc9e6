/** Which file an address of our page means. Pure, so that Windows's paths are tested everywhere. */
import nodePath from 'node:path';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/**
 * The file below `folder` that an `app://labmate/…` address means, with its type; undefined for one
 * that would leave the folder, is malformed, or is of a kind that the page has no use for.
 */
export function servedFile(
  folder: string,
  address: string,
  { normalize, join, extname, sep } = nodePath as nodePath.PlatformPath,
): { path: string; type: string } | undefined {
  const name = nameIn(address);
  // A colon stands in drive letters and hidden streams of Windows, and in no file of ours.
  if (name === undefined || /[\0:]/.test(name)) return undefined;
  const root = normalize(folder + sep);
  const path = normalize(join(root, name));
  const type = contentTypes[extname(path)];
  return type && path.startsWith(root) ? { path, type } : undefined;
}

function nameIn(address: string): string | undefined {
  try {
    const { host, pathname } = new URL(address);
    return host === 'labmate' ? decodeURIComponent(pathname) : undefined;
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) return undefined;
    throw error;
  }
}
