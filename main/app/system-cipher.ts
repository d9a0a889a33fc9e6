/** The system's store for secrets, by Electron: the keychain, Windows' data protection, or a keyring. */
import { safeStorage } from 'electron';
import type { Cipher } from './secret-store';

const names: Partial<Record<NodeJS.Platform, string>> = {
  win32: "Windows' store for secrets",
  darwin: 'the Keychain',
};

export const systemCipher: Cipher = {
  get name() {
    if (!safeStorage.isEncryptionAvailable()) return null;
    if (process.platform !== 'linux') return names[process.platform] ?? null;
    // `basic_text` encrypts with a word that stands in Chromium's source: that protects nothing.
    // An Electron that cannot tell (before 26) says above that there is none.
    const { getSelectedStorageBackend: tell }: Partial<typeof safeStorage> = safeStorage;
    const backend = tell?.call(safeStorage) ?? 'by its own word';
    return backend === 'basic_text' || backend === 'unknown' ? null : "this computer's keyring";
  },
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(bytes),
};
