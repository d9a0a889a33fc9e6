/** A folder of which nothing is shown, with the one thing to do; Backspace leads up as it does in the list. */
import { Button, Group } from '@mantine/core';
import { FilterX, FolderOpen, Upload } from 'lucide-react';
import { useEffect } from 'react';
import { EmptyState } from '../kit/EmptyState';
import classes from './files.module.css';
import { parentPath } from './paths';
import { openFolder, showHidden, updateFolder } from './store';

interface EmptyProps {
  server: string;
  here: string;
  /** It has been drawn, and could take the keyboard. */
  onShown: () => void;
  hidden: number;
  /** Not empty: nothing fits it. */
  filter: string;
  onUpload: () => void;
}

export function Empty({ server, here, onShown, hidden, filter, onUpload }: EmptyProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each folder that is empty
  useEffect(onShown, [here]);
  const fill = {
    className: classes['fill'],
    tabIndex: -1,
    'data-empty': true,
    onKeyDown: ({ key }: React.KeyboardEvent) => {
      if (key === 'Backspace') void openFolder(server, parentPath(here));
    },
  };
  if (filter !== '')
    return (
      <div {...fill}>
        <EmptyState
          icon={<FilterX size={26} />}
          title="No name here holds what you typed"
          action={
            <Button variant="default" onClick={() => updateFolder(server, { filter: '' })}>
              Show everything
            </Button>
          }
        />
      </div>
    );
  return (
    <div {...fill}>
      <EmptyState
        icon={<FolderOpen size={26} />}
        title={hidden > 0 ? 'Only hidden files are here' : 'This folder is empty'}
        action={
          <Group gap="sm" justify="center">
            <Button leftSection={<Upload size={16} />} onClick={onUpload}>
              Upload a folder
            </Button>
            {hidden > 0 && (
              <Button variant="default" onClick={() => void showHidden(true)}>
                Show hidden files
              </Button>
            )}
          </Group>
        }
      >
        Drop files and folders here, and they arrive with their dates and permissions.
      </EmptyState>
    </div>
  );
}
