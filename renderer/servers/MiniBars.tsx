/** The memory of a server's GPUs as tiny bars, read only while they can be seen. */
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useGlance } from '../connect/glances';
import { percentOf } from '../kit/format';
import { visibleLine } from '../kit/safe-text';
import classes from './servers.module.css';
import { glanceSentence } from './words';

export function MiniBars({ server }: { server: string }) {
  const place = useRef<HTMLSpanElement>(null);
  const { glance } = useGlance(server, useIsSeen(place) ? 0 : undefined);
  const gpus = glance?.gpus.state === 'ok' ? glance.gpus.gpus : [];
  const sentence = glance ? visibleLine(glanceSentence(glance)) : '';
  return (
    <span ref={place} className={classes['bars']} data-testid={`bars-${server}`}>
      {gpus.length > 0 && (
        <span className={classes['bars']} role="img" aria-label={sentence} title={sentence}>
          {gpus.map((gpu) => {
            const fill = percentOf(gpu.memoryUsedMiB, gpu.memoryTotalMiB) ?? 0;
            return (
              <span
                key={gpu.index}
                className={classes['bar']}
                data-free={gpu.free}
                data-broken={gpu.condition === 'faulty'}
                style={{ '--fill': `${fill}%` } as CSSProperties}
              />
            );
          })}
        </span>
      )}
    </span>
  );
}

function useIsSeen(place: React.RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver((entries) => {
      setSeen(entries.at(-1)?.isIntersecting ?? false);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place]);
  return seen;
}
