import { ICONS, type IconName } from './icons';

/** A line drawing in the text's colour. It says nothing to a screen reader: the word beside it does. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="i"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      aria-hidden="true"
      // The drawings are constants of this program (icons.ts), never text from outside.
      dangerouslySetInnerHTML={{ __html: ICONS[name] }}
    />
  );
}

/** Names that manifests and alert kinds use for a drawing that is called otherwise here. */
const ALSO: Record<string, IconName> = {
  anomaly: 'ops', traffic: 'road', camera: 'cam', firearm: 'cam', bacteria: 'microbe', bioaerosol: 'microbe', social: 'chat', evacuation: 'evac',
  workload: 'pulse', cyber: 'shield', weather: 'air', water: 'area',
};

/** The icon a manifest names, or the tools' own mark where this console does not know it. */
export function iconOf(name: string | null | undefined): IconName {
  if (!name) return 'tools';
  return name in ICONS ? (name as IconName) : (ALSO[name] ?? 'tools');
}
