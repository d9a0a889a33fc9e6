/** A button that copies, and says that it did. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Check, Copy as CopyIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from './clipboard';

/** How long the button says "Copied", in milliseconds. */
const confirmationMs = 1500;

function useCopied(text: string) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), confirmationMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return { copied, copy: () => setCopied(copyText(text)) };
}

export function CopyIconButton({ text, label }: { text: string; label: string }) {
  const { copied, copy } = useCopied(text);
  return (
    <Tooltip label={copied ? 'Copied' : label} openDelay={copied ? 0 : 350}>
      <ActionIcon aria-label={copied ? 'Copied' : label} onClick={copy} size="sm">
        {copied ? <Check size={14} /> : <CopyIcon size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}

export interface CopyButtonProps {
  text: string;
  label?: string;
  size?: 'compact-sm' | 'sm';
}

export function CopyButton({ text, label = 'Copy', size = 'compact-sm' }: CopyButtonProps) {
  const { copied, copy } = useCopied(text);
  const icon = copied ? <Check size={14} /> : <CopyIcon size={14} />;
  return (
    <Button variant="default" size={size} leftSection={icon} onClick={copy}>
      {copied ? 'Copied' : label}
    </Button>
  );
}
