// stands at: renderer/kit/Sample.tsx
import { Button } from '@mantine/core';
import type { Problem } from '../../preload/contract/problem';
import { problemSchema } from '../../preload/contract/problem'; // refused: page/kit
import { Panel } from '../files/Panel'; // refused: page/kit
import { theme } from '../shell/theme'; // refused: page/kit
import { join } from 'path'; // refused: page/kit
