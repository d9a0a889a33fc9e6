/** A small line chart of the last minute over uplot. Gaps stay gaps; colours come from the tokens. */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { tokens } from '../shell/tokens';
import classes from './kit.module.css';

export type ChartColor = 'accent' | 'ok' | 'busy' | 'warn';

interface ChartProps {
  /** Milliseconds since the epoch, ascending. */
  times: readonly number[];
  /** Percent, 0 to 100; null is a gap. */
  values: readonly (number | null)[];
  /** A second line, dashed and without fill. */
  second?: readonly (number | null)[];
  height: number;
  color: ChartColor;
  /** What the chart shows, in words. */
  label: string;
  /** Draws a grid and the figures of the scale; without, only the line. */
  axes?: boolean;
  /** Seconds that the width stands for. */
  seconds?: number;
}

export function Chart({
  times,
  values,
  second,
  height,
  color,
  label,
  axes = false,
  seconds = 60,
}: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const scheme = useComputedColorScheme('dark');
  const data = useRef<uPlot.AlignedData>([[], []]);
  data.current = [times.map((at) => at / 1000), [...values], ...(second ? [[...second]] : [])];
  const isDouble = second !== undefined;
  const span = useRef(seconds);
  span.current = seconds;

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const size = { width: Math.max(20, element.clientWidth), height };
    const options = chartOptions({
      ...size,
      color: tokens[scheme][color],
      axes,
      isDouble,
      scheme,
      span,
    });
    const made = new uPlot(options, data.current, element);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      const width = Math.max(20, element.clientWidth);
      if (width !== made.width) made.setSize({ width, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [height, color, axes, isDouble, scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: redraws when the points change
  useEffect(() => plot.current?.setData(data.current), [times, values, second]);
  return (
    <div ref={host} className={classes['chart']} style={{ height }} role="img" aria-label={label} />
  );
}

interface ChartLook {
  width: number;
  height: number;
  color: string;
  axes: boolean;
  isDouble: boolean;
  scheme: 'light' | 'dark';
  span: { readonly current: number };
}

function chartOptions(look: ChartLook): uPlot.Options {
  const set = tokens[look.scheme];
  const grid = { stroke: set.border, width: 1 };
  return {
    width: look.width,
    height: look.height,
    legend: { show: false },
    cursor: { show: false },
    padding: look.axes ? [6, 0, 4, 0] : [2, 0, 2, 0],
    scales: {
      x: { time: false, range: (_plot, _min, max) => [(max ?? 0) - look.span.current, max ?? 0] },
      y: { range: [0, 100] },
    },
    axes: [
      { show: false },
      {
        show: look.axes,
        size: 34,
        stroke: set.faint,
        font: '10px system-ui',
        grid,
        ticks: { show: false },
        gap: 4,
        splits: () => [0, 50, 100],
        values: (_plot, splits) => splits.map((value) => `${value}`),
      },
    ],
    series: [
      {},
      {
        stroke: look.color,
        width: 1.5,
        fill: `${look.color}26`,
        points: { show: false },
        spanGaps: false,
      },
      ...(look.isDouble ? [secondLine(set.muted)] : []),
    ],
  };
}

const secondLine = (stroke: string): uPlot.Series => ({
  stroke,
  width: 1.25,
  dash: [4, 3],
  points: { show: false },
  spanGaps: false,
});
