/**
 * A picture from bytes. As `<img>` of a blob it can neither run scripts nor load anything, also
 * when it is an SVG (SVG 2, 3.2: secure static mode).
 */
import { useEffect, useState } from 'react';
import classes from './preview.module.css';

interface PictureProps {
  bytes: Uint8Array<ArrayBuffer>;
  mime: string;
  alt: string;
}

export function ImageView(props: PictureProps) {
  return (
    <div className={classes['picture']}>
      <Picture {...props} />
    </div>
  );
}

export function Picture({ bytes, mime, alt }: PictureProps) {
  const [url, setUrl] = useState<string>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: mime }));
    setUrl(made);
    setBroken(false);
    return () => URL.revokeObjectURL(made);
  }, [bytes, mime]);
  if (broken) return <p className={classes['nothing']}>This picture is damaged.</p>;
  return url === undefined ? null : (
    <img src={url} alt={alt} draggable={false} onError={() => setBroken(true)} />
  );
}
