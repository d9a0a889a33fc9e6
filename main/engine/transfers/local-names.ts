/**
 * Which names of a server may become names on this computer. The server is not trusted with them
 * (CVE-2019-6111 and its kin): a name must be one plain component and mean on this platform what it
 * says. Pure: the platform is a parameter, because Wine and tests let through what Windows refuses.
 */

/** Device names that Windows answers in every folder, with any extension ("Naming Files", MSDN). */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;

/** Why a name cannot be used here, in words; undefined when it can. */
export function refusedLocalName(name: string, platform: NodeJS.Platform): string | undefined {
  if (name === '') return 'The name is empty.';
  if (name === '.' || name === '..') return 'It would lead out of the folder.';
  if (name.includes('/')) return 'It holds a slash, so it would lead to another folder.';
  if (name.includes('\0')) return 'It holds a NUL character.';
  if (platform !== 'win32') {
    return Buffer.byteLength(name) > 255 ? 'It is longer than 255 bytes.' : undefined;
  }
  if (name.includes('\\')) return 'It holds a backslash, which separates folders on Windows.';
  if (name.includes(':')) return 'It holds a colon, which names a hidden stream on Windows.';
  if (/[<>"|?*\u0001-\u001f]/.test(name))
    return 'It holds a character that Windows does not allow.';
  if (/[. ]$/.test(name)) return 'It ends with a dot or a space, which Windows drops.';
  // Windows looks only at what stands before the first dot, without trailing spaces.
  if (reserved.test((name.split('.')[0] ?? '').trimEnd())) {
    return 'It is the name of a device on Windows.';
  }
  return name.length > 255 ? 'It is longer than 255 characters.' : undefined;
}

/** What two names of one folder must differ in here: Windows and macOS ignore case. */
export function collisionKey(name: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return name.toUpperCase();
  if (platform === 'darwin') return name.normalize('NFC').toUpperCase().toLowerCase();
  return name;
}
