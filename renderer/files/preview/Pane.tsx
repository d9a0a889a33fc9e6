/** What a file holds, beside the list. Nothing in it runs and nothing is loaded from elsewhere. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { RefreshCw, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FileEntry, Preview } from '../../../preload/contract/files';
import { formatBytes } from '../../kit/format';
import { Loading } from '../../kit/Loading';
import { ProblemCard } from '../../kit/ProblemCard';
import { visibleLine } from '../../kit/safe-text';
import { useAsk } from '../../kit/use-ask';
import { HexView } from './HexView';
import { ImageView } from './ImageView';
import { NotebookView } from './NotebookView';
import classes from './preview.module.css';
import { TableView } from './TableView';
import { TextView } from './TextView';

interface PreviewPaneProps {
  server: string;
  path: string;
  entry: FileEntry;
  onClose: () => void;
}

/** Walking through a list with the arrows must not fetch every file on the way. */
const settleMs = 120;

export function PreviewPane({ server, path, entry, onClose }: PreviewPaneProps) {
  const { run, cancel, problem, pending } = useAsk('files.preview', { abortOnUnmount: true });
  const [shown, setShown] = useState<{ path: string; preview: Preview } | null>(null);
  const [again, setAgain] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the file has changed
  useEffect(() => {
    const timer = setTimeout(() => {
      void run({ server, path }).then((answer) => {
        if (answer) setShown({ path, preview: answer.value });
      });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [server, path, entry.modifiedSeconds, entry.sizeBytes, again, run]);
  const name = visibleLine(entry.name);
  const preview = shown?.path === path ? shown.preview : null;
  return (
    <aside className={classes['pane']} aria-label={`Preview of ${name}`} data-testid="preview">
      <header className={classes['head']}>
        <h2 title={name}>
          <bdi>{name}</bdi>
        </h2>
        <Tooltip label="Read again">
          <ActionIcon aria-label="Read again" size="sm" onClick={() => setAgain(again + 1)}>
            <RefreshCw size={14} className={pending && preview ? 'spin' : undefined} />
          </ActionIcon>
        </Tooltip>
        <ActionIcon aria-label="Close the preview" size="sm" onClick={onClose}>
          <X size={15} />
        </ActionIcon>
      </header>
      {problem && !pending ? (
        <div className={classes['problem']}>
          <ProblemCard problem={problem} onRetry={() => setAgain(again + 1)} />
        </div>
      ) : preview ? (
        <>
          <p className={classes['about']} data-testid="preview-about">
            {aboutWords(preview)}
          </p>
          <Content key={path} preview={preview} name={name} />
        </>
      ) : (
        <Loading label={`Reading ${name}`} onCancel={cancel} />
      )}
    </aside>
  );
}

function aboutWords(preview: Preview): string {
  const { content, sizeBytes, truncated, notes } = preview;
  const size = formatBytes(sizeBytes);
  const isTail = content.kind === 'text' && content.part === 'tail';
  const part = !truncated ? size : isTail ? `The end of ${size}` : `The beginning of ${size}`;
  const pixels =
    content.kind === 'image' && content.pixels
      ? [`${content.pixels.width} × ${content.pixels.height} pixels`]
      : [];
  return [part, ...pixels, ...notes.map(visibleLine)].join(' · ');
}

function Content({ preview: { content }, name }: { preview: Preview; name: string }) {
  if (content.kind === 'text') return <TextView text={content.text} part={content.part} />;
  if (content.kind === 'table') return <TableView rows={content.rows} />;
  if (content.kind === 'image')
    return <ImageView bytes={content.bytes} mime={content.mime} alt={name} />;
  if (content.kind === 'notebook') return <NotebookView cells={content.cells} />;
  return <HexView bytes={content.head} />;
}
