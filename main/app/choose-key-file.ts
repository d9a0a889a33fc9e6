/** Lets the person choose a private key. The page gets its path only: it goes into the ssh config. */
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { ValueOf } from '../../preload/contract';
import { asWritten } from '../engine/kit/home-path';
import { isPuttyKey } from '../engine/kit/putty-key';

/** @param folder where keys usually are */
export async function chooseKeyFile(
  window: BrowserWindow | undefined,
  folder: string,
): Promise<ValueOf<'shell.chooseKeyFile'>> {
  const options: OpenDialogOptions = {
    title: 'Choose a private key',
    defaultPath: folder,
    properties: ['openFile', 'showHiddenFiles'],
  };
  const { filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options);
  const [path] = filePaths;
  if (path === undefined) return null;
  return { path: asWritten(path), putty: (await isPuttyKey(path)) === true };
}
