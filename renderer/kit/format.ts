/**
 * Numbers as people read them: bytes in IEC units, durations, percentages, permission bits. Pure,
 * and used with tabular figures.
 */
import type { Reading } from '../../preload/contract/monitor';

/** Made once: to make one takes longer than to draw a row of a list. */
const mediumDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const exactTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });
const grouped = new Intl.NumberFormat('en-GB');

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `1536` → `1.5 KiB`; three significant figures, whole bytes below 1 KiB. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '–';
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  if (unit === 0) return `${Math.round(value)} B`;
  return `${significant(value)} ${units[unit]}`;
}

function significant(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2).replace(/0$/, '');
}

/** `12.3 MiB/s`; a dash while there is no measurement. */
export function formatRate(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? '–' : `${formatBytes(bytesPerSecond)}/s`;
}

/** `2 d 3 h`, `3 h 12 min`, `4 min 05 s`, `12 s`: the two largest parts. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  const whole = Math.round(seconds);
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  const rest = whole % 60;
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes > 0) return `${minutes} min ${String(rest).padStart(2, '0')} s`;
  return `${rest} s`;
}

/** `just now`, `3 min ago`, `2 h ago`, `yesterday`, `5 d ago`, then the date. */
export function formatRelative(atMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - atMs) / 1000);
  if (seconds < -60) return formatDate(atMs);
  if (seconds < 45) return 'just now';
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.round(hours / 24);
  if (days === 1) return 'yesterday';
  return days < 14 ? `${days} d ago` : formatDate(atMs);
}

function formatDate(atMs: number): string {
  const date = new Date(atMs);
  if (Number.isNaN(date.getTime())) return '–';
  return mediumDate.format(date);
}

/** The full date and time, for a hover. */
export function formatExact(atMs: number): string {
  const date = new Date(atMs);
  if (Number.isNaN(date.getTime())) return 'unknown time';
  return exactTime.format(date);
}

/** `97 %`; whole percents. */
export function formatPercent(value: number): string {
  return `${Math.round(value)} %`;
}

/** Begins as a sentence does. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** `1 file`, `2 files`, `1,204 files`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function formatCount(count: number): string {
  return grouped.format(count);
}

/** `1.2 M`, `340 k`: for counts of inodes, where the order of magnitude is the message. */
export function formatShortCount(count: number): string {
  if (count >= 999_500_000) return `${significant(count / 1e9)} G`;
  if (count >= 999_500) return `${significant(count / 1e6)} M`;
  if (count >= 10_000) return `${significant(count / 1e3)} k`;
  return formatCount(count);
}

/** Permission bits as `ls` writes them, without the type letter. */
export function formatMode(mode: number): string {
  const letters = 'rwxrwxrwx';
  return [...letters].map((letter, at) => (mode & (1 << (8 - at)) ? letter : '-')).join('');
}

/** Part of a whole in percent, 0 to 100; null when either is unknown. */
export function percentOf(part: Reading, whole: Reading): number | null {
  if (part.value === null || whole.value === null || whole.value <= 0) return null;
  return Math.min(100, Math.max(0, (part.value / whole.value) * 100));
}
