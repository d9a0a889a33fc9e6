/** Configs that are awkward to read, each with names to ask for. */
import { blocks } from './blocks';
import type { CorpusCase } from './case';
import { everyday } from './everyday';
import { includes } from './includes';
import { places } from './places';
import { ways } from './ways';
import { writing } from './writing';

export const corpus: readonly CorpusCase[] = [
  ...everyday,
  ...writing,
  ...blocks,
  ...includes,
  ...places,
  ...ways,
];
