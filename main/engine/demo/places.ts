/** Where the demo lab keeps its things: beside the config that names its servers. */
import { join } from 'node:path';

export const placesIn = (folder: string) => ({
  /** The ssh config; it stands in the list of servers as long as it exists. */
  config: join(folder, 'demo.conf'),
  /** Keys, and the files of the computers. */
  scratch: join(folder, 'demo'),
});
