import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { IconName } from '../ui';
import { AreaView } from './area';
import { GraphView } from './graph';
import { ImageView } from './image';
import { PlanView } from './plan';
import { SeriesView } from './series';
import { TableView } from './table';
import { TextView } from './text';
import type { Evidence, EvidenceContext, ViewProps } from './types';

export const ICON_OF: Record<Evidence['type'], IconName> = {
  series: 'chart',
  area: 'area',
  text: 'doc',
  table: 'table',
  graph: 'graph',
  image: 'image',
  plan: 'flag',
};

const VIEW: { [Kind in Evidence['type']]: ComponentType<ViewProps<Extract<Evidence, { type: Kind }>>> } = {
  series: SeriesView,
  area: AreaView,
  text: TextView,
  table: TableView,
  graph: GraphView,
  image: ImageView,
  plan: PlanView,
};

/** Evidence drawn by its kind alone: a tool names the kind, the console draws it. */
export function EvidenceView({ evidence, context }: { evidence: Evidence; context: EvidenceContext }) {
  const { t } = useTranslation('evidence');
  const View = VIEW[evidence.type] as ComponentType<ViewProps<Evidence>> | undefined;
  if (!View) return <p className="t3">{t('unknown', { type: evidence.type })}</p>;
  return <View evidence={evidence} context={context} />;
}
