/** Searches beside the page: one question, one answer. The page ends it when it takes too long. */
import { findHits, type SearchQuery } from './find';

self.onmessage = ({ data }: MessageEvent<{ lines: string[]; query: SearchQuery }>) => {
  self.postMessage(findHits(data.lines, data.query));
};
