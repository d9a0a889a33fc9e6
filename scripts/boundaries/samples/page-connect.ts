// stands at: renderer/connect/sample.ts
import { create } from 'zustand';
import type { Contract } from '../../preload/contract';
import { contract } from '../../preload/contract'; // refused: page/connect
import { Button } from '@mantine/core'; // refused: page/connect
import { EventEmitter } from 'node:events'; // refused: page/connect
