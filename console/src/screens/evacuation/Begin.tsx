import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { Button, Dialog, Loading, moment, number, Problem } from '../../ui';
import { libraryQuery } from './api';
import { clock } from './frames';
import type { Graph } from './types';
import css from './Evacuation.module.css';

export const MODELS = ['fenced_square', 'protest', 'stadium', 'metro'] as const;
export type Model = (typeof MODELS)[number];

/** Where to begin: a kept plan, the streets of the base map, a model place, or a graph in a file. */
export function Begin({ open, onClose, onPlan, onModel, onMap, onFile, onMapFile }: { open: boolean; onClose: () => void; onPlan: (id: string) => void; onModel: (model: Model) => void; onMap: () => void; onFile: (graph: Graph, name: string) => void; onMapFile: (file: File) => void }) {
  const { t } = useTranslation('evacuation');
  const queries = useQueryClient();
  const { data, error, isPending } = useQuery({ ...libraryQuery, enabled: open });
  const [problem, setProblem] = useState('');
  const read = async (file: File | undefined) => {
    if (!file) return;
    try {
      const raw = file.name.endsWith('.gz') ? await new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text() : await file.text();
      const graph = JSON.parse(raw) as Graph;
      if (!Array.isArray(graph.nodes) || !Array.isArray(graph.arcs) || !graph.nodes.length) throw new Error('no graph');
      setProblem('');
      onFile(graph, file.name.replace(/\.json(\.gz)?$/, ''));
    } catch {
      setProblem(t('begin.noGraph'));
    }
  };
  const away = async (id: string) => {
    await api.delete(`/evacuations/${id}`);
    await queries.invalidateQueries({ queryKey: libraryQuery.queryKey });
  };
  return (
    <Dialog open={open} onClose={onClose} title={t('begin.title')} size={620}>
      <div className={css.begin}>
        <section aria-label={t('begin.library')}>
          <h2 className="sec">{t('begin.library')}</h2>
          {isPending && <Loading />}
          {error && <Problem error={error} />}
          {data?.length === 0 && <p className="meta">{t('begin.empty')}</p>}
          <ul className={css.library}>
            {data?.map((one) => (
              <li key={one.id}>
                <button type="button" onClick={() => onPlan(one.id)}>
                  <b>{one.name}</b> <span className="meta">{[one.venue, t('begin.people', { count: one.people, people: number(one.people) }), one.clear_s === null ? '' : t('begin.clear', { clear: clock(one.clear_s) }), moment(one.changed_at)].filter(Boolean).join(' · ')}</span>
                </button>
                <Button small kind="quiet" icon="x" aria-label={t('begin.away', { name: one.name })} onClick={() => void away(one.id)} />
              </li>
            ))}
          </ul>
        </section>
        <section aria-label={t('begin.new')}>
          <h2 className="sec">{t('begin.new')}</h2>
          <div className={css.tools}>
            <Button kind="pri" onClick={onMap}>{t('begin.map')}</Button>
            {MODELS.map((model) => <Button key={model} onClick={() => onModel(model)}>{t(`model.${model}`)}</Button>)}
            <label className="btn line">{t('begin.mapFile')}<input type="file" accept=".osm,.pbf,.xml,.geojson,.wkt,.dxf" className={css.file} onChange={(event) => { const [file] = event.currentTarget.files ?? []; if (file) onMapFile(file); }} /></label>
            <label className="btn line">{t('begin.file')}<input type="file" accept=".json,.gz" className={css.file} onChange={(event) => void read(event.currentTarget.files?.[0])} /></label>
          </div>
          {problem && <p className={css.danger} role="alert">{problem}</p>}
        </section>
      </div>
    </Dialog>
  );
}
