import { useTranslation } from 'react-i18next';
import type { ViewProps } from './types';
import type { ImageBox, ImageEvidence } from './types';

const KINDS = new Set(['person', 'gun', 'bystander']);

function kindOf(box: ImageBox): string {
  const name = String(box.kind ?? box.label ?? '').toLowerCase();
  return KINDS.has(name) ? name : 'bystander';
}

/** Evidence of kind `image`: masked rectangles on plain ground. The picture itself needs a grant. */
export function ImageView({ evidence }: ViewProps<ImageEvidence>) {
  const { t } = useTranslation('evidence');
  const counts = [...KINDS].map((kind) => ({ kind, count: evidence.boxes.filter((box) => kindOf(box) === kind).length }));
  const words = counts.filter((one) => one.count > 0).map((one) => t(`image.${one.kind}`, { count: one.count })).join(', ');
  // Boxes come as shares of the picture; those in pixels are brought to shares by their own greatest extent.
  const extent = Math.max(1, ...evidence.boxes.flatMap((box) => [box.x + box.width, box.y + box.height]));
  const ratio = extent > 1 ? extent : 1;
  return (
    <figure className="imageview">
      <svg viewBox="0 0 320 180" role="img" aria-label={`${evidence.title}: ${words}`}>
        {evidence.boxes.map((box, at) => (
          <rect
            key={`${at}${kindOf(box)}`}
            className={`box ${kindOf(box)}`}
            x={(box.x / ratio) * 320}
            y={(box.y / ratio) * 180}
            width={(box.width / ratio) * 320}
            height={(box.height / ratio) * 180}
            rx={3}
          />
        ))}
      </svg>
      <figcaption className="meta">{evidence.title} · {words || t('image.nobody')}. {t('image.masked')}</figcaption>
    </figure>
  );
}
