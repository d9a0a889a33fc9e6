/** Removes what labs of dead processes left behind; for the end of `npm test`. */
import { reapLeftovers } from './registry';

const said = await reapLeftovers();
for (const line of said) console.log(line);
if (said.some((line) => line.startsWith('  could not remove'))) process.exitCode = 1;
