/** Facts about this run, asked once. */
import { create } from 'zustand';
import type { ValueOf } from '../../preload/contract';
import { client } from '../connect';

export type About = ValueOf<'shell.about'>;

export const useAbout = create<{ about: About | undefined }>()(() => ({ about: undefined }));

export async function loadAbout(): Promise<void> {
  const outcome = await client.ask('shell.about', {});
  if (outcome.ok) useAbout.setState({ about: outcome.value });
}
