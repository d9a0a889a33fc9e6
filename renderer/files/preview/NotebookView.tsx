/** The cells of a notebook: sources and plain outputs. Markdown stays as it is written. */
import type { NotebookCell } from '../../../preload/contract/files';
import { visibleBlock } from '../../kit/safe-text';
import { Picture } from './ImageView';
import classes from './preview.module.css';

export function NotebookView({ cells }: { cells: readonly NotebookCell[] }) {
  if (cells.length === 0) return <p className={classes['nothing']}>This notebook has no cells.</p>;
  return (
    <section
      className={classes['scroll']}
      aria-label="Cells of the notebook"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys
      tabIndex={0}
    >
      <ol className={classes['cells']}>
        {cells.map((cell, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name
          <li key={at} className={classes['cell']} data-kind={cell.kind}>
            {cell.kind === 'code' && (
              <span className={classes['prompt']}>[{cell.executionCount ?? ' '}]</span>
            )}
            <pre className={classes['source']}>{visibleBlock(cell.source)}</pre>
            {cell.outputs.map((output, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: outputs have no other name
              <Output key={index} output={output} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Output({ output }: { output: NotebookCell['outputs'][number] }) {
  if (output.kind === 'image')
    return (
      <div className={classes['output']}>
        <Picture bytes={asBytes(output.bytes)} mime={output.mime} alt="Picture of the output" />
      </div>
    );
  if (output.kind === 'left-out')
    return <p className={classes['leftOut']}>Left out: {visibleBlock(output.what)}.</p>;
  return (
    <pre className={classes['output']} data-error={output.isError}>
      {visibleBlock(output.text)}
    </pre>
  );
}

const asBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;
