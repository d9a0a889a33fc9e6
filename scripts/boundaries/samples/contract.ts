// stands at: preload/contract/sample.ts
import { z } from 'zod';
import { ask } from './define';
import { readFileSync } from 'node:fs'; // refused: contract
import { app } from 'electron'; // refused: contract
import type { Link } from '../../main/engine/connections/link'; // refused: contract
export { useState } from 'react'; // refused: contract
