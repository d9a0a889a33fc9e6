/**
 * Dropbear (seen with 2022.83) closes a session that is opened in the moment in which another one of the
 * same connection ends: it takes the end for the new one's. A second try gets its session.
 */
import { problemOf } from '../kit/outcome';

/** @param open is called once more when such a server refused it */
export async function despiteDropbear<T>(software: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const isIt = /^dropbear/i.test(software);
    if (!isIt || problemOf(error)?.tag !== 'connections/channel-refused') throw error;
    return open();
  }
}
