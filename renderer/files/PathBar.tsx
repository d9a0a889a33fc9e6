/** Where one is: crumbs that fold when they do not fit, or a field to type a path into. */
import { Menu, TextInput } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { ChevronRight, Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { CopyIconButton } from '../kit/Copy';
import { visibleLine } from '../kit/safe-text';
import classes from './files.module.css';
import { moveInto, movesInto } from './move';
import { type Crumb, crumbsOf, foldCrumbs, shortPath } from './paths';
import { openFolder } from './store';

interface PathBarProps {
  server: string;
  path: string;
  home: string | undefined;
  /** A path is being typed. */
  typing: boolean;
  onTyping: (typing: boolean) => void;
}

export function PathBar(props: PathBarProps) {
  return props.typing ? <PathField {...props} /> : <Crumbs {...props} />;
}

function PathField({ server, path, home, onTyping }: PathBarProps) {
  const [text, setText] = useState(shortPath(path, home));
  return (
    <form
      className={classes['pathForm']}
      onSubmit={(event) => {
        event.preventDefault();
        onTyping(false);
        if (text.trim() !== '') void openFolder(server, text.trim());
      }}
    >
      <TextInput
        size="xs"
        aria-label="Path"
        placeholder="~/runs or /data"
        spellCheck={false}
        autoFocus
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => onTyping(false)}
        onKeyDown={(event) => event.key === 'Escape' && onTyping(false)}
      />
    </form>
  );
}

/** Room that the copy button and the margins take, in pixels. */
const asideWide = 44;

function Crumbs({ server, path, home, onTyping }: PathBarProps) {
  const { ref, width } = useElementSize<HTMLElement>();
  const crumbs = crumbsOf(path, home);
  const { first, folded, last } = foldCrumbs(crumbs, Math.max(120, width - asideWide));
  const go = (crumb: Crumb) => void openFolder(server, crumb.path);
  return (
    <nav
      ref={ref}
      className={classes['crumbs']}
      aria-label="Folders above"
      onDoubleClick={(event) => event.target === event.currentTarget && onTyping(true)}
    >
      {first.map((crumb) => (
        <CrumbButton key={crumb.path} server={server} crumb={crumb} chevron={false} onGo={go} />
      ))}
      {folded.length > 0 && <FoldedMenu folded={folded} onGo={go} />}
      {last.map((crumb, at) => (
        <CrumbButton
          key={crumb.path}
          server={server}
          crumb={crumb}
          chevron={first.length + folded.length + at > (crumbs[0]?.label === '/' ? 1 : 0)}
          current={at === last.length - 1}
          onGo={go}
        />
      ))}
      <CopyIconButton text={path} label="Copy the path of this folder" />
    </nav>
  );
}

interface CrumbButtonProps {
  server: string;
  crumb: Crumb;
  chevron: boolean;
  current?: boolean;
  onGo: (crumb: Crumb) => void;
}

function CrumbButton({ server, crumb, chevron, current = false, onGo }: CrumbButtonProps) {
  const [over, setOver] = useState(false);
  const label = visibleLine(crumb.label);
  return (
    <span className={classes['crumb']}>
      {chevron && <ChevronRight size={13} aria-hidden />}
      <button
        type="button"
        title={visibleLine(crumb.path)}
        aria-label={crumb.label === '~' ? 'Home folder, ~' : undefined}
        aria-current={current ? 'page' : undefined}
        data-over={over || undefined}
        onClick={() => onGo(crumb)}
        onDragOver={(event) => {
          if (movesInto(event, server, crumb.path).length === 0) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = 'move';
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          const paths = movesInto(event, server, crumb.path);
          if (paths.length > 0) void moveInto(server, paths, crumb.path);
        }}
      >
        <bdi>{label}</bdi>
      </button>
    </span>
  );
}

function FoldedMenu({ folded, onGo }: { folded: Crumb[]; onGo: (crumb: Crumb) => void }) {
  return (
    <span className={classes['crumb']}>
      <ChevronRight size={13} aria-hidden />
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" aria-label="Folders between">
            <Ellipsis size={15} className={classes['dots']} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown className={classes['foldedMenu']}>
          {folded.map((crumb) => (
            <Menu.Item key={crumb.path} onClick={() => onGo(crumb)}>
              <bdi>{visibleLine(crumb.label)}</bdi>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
