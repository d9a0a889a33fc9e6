/** Real drop events: the page gets files and folders as if a person had let them go over it. */
import type { Page } from 'playwright';

/**
 * Drags files or folders over an element and drops them there, through the browser's own input
 * (CDP `Input.dispatchDragEvent`), so that the page can learn their paths as after a real drop.
 * @param paths absolute; the user that the app runs as must be able to read them
 */
export async function dropFiles(
  page: Page,
  selector: string,
  paths: readonly string[],
): Promise<void> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`nothing to drop on: ${selector} is not visible`);
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  // 1: copy (WebKit's DragOperation bits).
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const session = await page.context().newCDPSession(page);
  try {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, ...place, data });
    }
  } finally {
    await session.detach();
  }
}
