// stands at: main/engine/kit/sample.ts
import { randomUUID } from 'node:crypto';
import type { Problem } from '../../../preload/contract/problem';
import { problemSchema } from '../../../preload/contract/problem'; // refused: kit
import { connect } from '../connections'; // refused: kit
import { app } from 'electron'; // refused: kit
