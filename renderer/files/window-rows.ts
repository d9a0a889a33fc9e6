/** Which rows of a long list are drawn. Short lists are drawn whole. Pure. */

/** Height of a row in pixels; files.module.css has the same. */
export const rowHeight = 36;
/** Lists up to this length are drawn whole. */
export const wholeLimit = 500;
const spare = 12;

export interface RowWindow {
  first: number;
  /** One past the last drawn row. */
  end: number;
  padTop: number;
  padBottom: number;
}

export function windowRows(count: number, scrollTop: number, height: number): RowWindow {
  if (count <= wholeLimit) return { first: 0, end: count, padTop: 0, padBottom: 0 };
  const first = Math.min(count, Math.max(0, Math.floor(scrollTop / rowHeight) - spare));
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first, end, padTop: first * rowHeight, padBottom: (count - end) * rowHeight };
}
