/** The licences of what Labmate is made with, as scripts/licences.mjs gathered them at the build. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ValueOf } from '../../preload/contract';
import { ProblemError, problem } from '../engine/kit/outcome';

const gathered = z.array(
  z.object({ name: z.string(), version: z.string(), licence: z.string(), text: z.string() }),
);

/** @throws ProblemError `shell/no-licences` when the build's list is not there. */
export async function readLicences(path: string): Promise<ValueOf<'shell.licences'>> {
  try {
    return gathered.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new ProblemError(
      problem('shell/no-licences', 'The list of licences cannot be read.', {
        why: 'A file that is part of Labmate is missing or damaged. Installing it again mends that.',
        detail: String(error),
      }),
      { cause: error },
    );
  }
}
