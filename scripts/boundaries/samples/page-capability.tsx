// stands at: renderer/files/Sample.tsx
import { Button } from '@mantine/core';
import { ask } from '../connect';
import { ProblemCard } from '../kit/ProblemCard';
import { useTransfers } from '../transfers/store';
import type { FileEntry } from '../../preload/contract/files';
import { files } from '../../preload/contract/files'; // refused: page/capability
import { type Entry } from '../../preload/contract/files'; // refused: page/capability
import { readFileSync } from 'node:fs'; // refused: page/capability
import fs from 'fs'; // refused: page/capability
import { webUtils } from 'electron'; // refused: page/capability
import { quote } from '../../main/engine/kit/quote'; // refused: page/capability
import type { Link } from '../../main/engine/connections/link'; // refused: page/capability
import { TransferRow } from '../transfers/TransferRow'; // refused: page/capability
import { theme } from '../shell/theme'; // refused: page/capability
import moment from 'moment'; // refused: page/capability
