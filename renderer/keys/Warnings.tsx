/** What is wrong with a key, one line each. */
import { TriangleAlert } from 'lucide-react';
import type { KeyEntry } from '../../preload/contract/keys';
import { visibleLine } from '../kit/safe-text';
import classes from './keys.module.css';

export function Warnings({ warnings }: Pick<KeyEntry, 'warnings'>) {
  return warnings.map(({ tag, text }) => (
    <p key={tag} className={classes['warning']} data-tag={tag}>
      <TriangleAlert size={15} aria-label="Warning" />
      <span>{visibleLine(text)}</span>
    </p>
  ));
}
