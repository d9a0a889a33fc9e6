/** Local files that the person chose or dropped: the page holds a one-time grant, never the path. */
import { z } from 'zod';

/** One-time permission for a local path, made by preload and main; the page never sees paths. */
export const grantId = z.string().uuid();
