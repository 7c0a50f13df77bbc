import './operations.css';
import '../../evidence/evidence.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { useStatus } from '../../api/status';
import { undoNewest } from '../../ui';
import { useActs } from './acts';
import { BackBanner } from './BackBanner';
import { Detail, DetailEmpty } from './detail/Detail';
import type { VerdictHandle } from './detail/VerdictBar';
import type { Filter } from './logic/order';
import type { Density } from './logic/rows';
import { JoinHost } from '../incidents/dialogs/JoinHost';
import { CityMap } from './map/CityMap';
import { SensorPanel } from './map/SensorPanel';
import { Queue } from './queue/Queue';
import { useOrder } from './queue/useOrder';
import { detailQuery, useAlert, useLiveStores, useQueueState } from './stores';
import { Strip } from './strip/Strip';
import { HeldPanel } from './triage/HeldPanel';
import { useAnnounce } from './useAnnounce';
import { useOperationsKeys } from './useOperationsKeys';

const DENSITIES: Density[] = ['comfortable', 'compact', 'line'];
const KEPT_DENSITY = 'impetus.operations.density';

function firstDensity(): Density {
  const kept = localStorage.getItem(KEPT_DENSITY) as Density | null;
  return kept && DENSITIES.includes(kept) ? kept : 'comfortable';
}

/** Queue, map over the time strip, and the chosen alert: what the desk works on all day. */
export function Operations() {
  const { t, i18n } = useTranslation('operations');
  const search = useSearch({ strict: false }) as { alert?: string; sensor?: string };
  const navigate = useNavigate();
  const session = useSession();
  const status = useStatus();
  const me = session?.person.id ?? null;
  const state = useQueueState();
  const [filter, setFilter] = useState<Filter>('all');
  const [density, setDensity] = useState(firstDensity);
  const [evidence, setEvidence] = useState(0);
  const [back, setBack] = useState<number | null>(null);
  const [asked, setAsked] = useState(0);
  const [heldOpen, setHeldOpen] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  const verdict = useRef<VerdictHandle>(null);
  const acts = useActs();
  const order = useOrder(filter, me);
  const { said, onNew } = useAnnounce();
  useLiveStores(onNew);

  const go = useCallback(
    (change: { alert?: string | undefined; sensor?: string | undefined }) =>
      void navigate({ to: '/operations', search: (now: Record<string, unknown>) => ({ ...now, ...change }) as never, replace: true }),
    [navigate],
  );
  // An address may name an alert by its number; the store and the API know it by its id.
  const wanted = search.alert;
  const chosen = useAlert(wanted ?? null);
  const chosenId = wanted ? (chosen?.id ?? wanted) : null;
  const { data: detail } = useQuery({ ...detailQuery(chosenId ?? '', i18n.language), enabled: chosenId !== null });
  const choose = useCallback((id: string) => go({ alert: id }), [go]);
  const openDetail = useCallback(() => head.current?.focus(), []);
  useLayoutEffect(() => setEvidence(0), [chosenId]);

  // The first look at a queue shows its first alert; nothing is ever opened by itself after that.
  const first = order.order.needs[0] ?? order.order.hand[0];
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current || state === 'reading' || (!first && state === 'some')) return;
    opened.current = true;
    if (!wanted && first) go({ alert: first });
  }, [state, first, wanted, go]);

  const openHeld = useCallback(() => setHeldOpen(true), []);
  const closeHeld = useCallback(() => setHeldOpen(false), []);
  const showOnMap = useCallback(() => setAsked((count) => count + 1), []);
  const closeAlert = useCallback(() => go({ alert: undefined }), [go]);
  const nextDensity = useCallback(() => {
    setDensity((now) => {
      const next = DENSITIES[(DENSITIES.indexOf(now) + 1) % DENSITIES.length]!;
      localStorage.setItem(KEPT_DENSITY, next);
      return next;
    });
  }, []);
  const step = useOperationsKeys({
    order: order.order,
    chosen: chosenId,
    touch: order.touch,
    choose,
    openDetail,
    verdict,
    undo: () => {
      if (!undoNewest()) verdict.current?.undo();
    },
    showOnMap,
    nextEvidence: () => detail && setEvidence((now) => (now + 1) % Math.max(1, detail.evidence.length)),
    mine: () => setFilter((now) => (now === 'mine' ? 'all' : 'mine')),
    nextDensity,
    held: openHeld,
    back,
    setBack,
    escape: () => {
      if (search.sensor) go({ sensor: undefined });
      else if (back !== null) setBack(null);
      else if (chosenId) go({ alert: undefined });
    },
    toTop: order.release,
  });

  const closeSensor = useCallback(() => go({ sensor: undefined }), [go]);
  const openSensor = useCallback((id: string) => go({ sensor: id }), [go]);
  const demo = status?.realm === 'demo';
  const over = useMemo(
    () => (
      <>
        {back !== null && <BackBanner at={back} onLive={() => setBack(null)} />}
        {search.sensor && <SensorPanel id={search.sensor} onClose={closeSensor} />}
      </>
    ),
    [back, search.sensor, closeSensor],
  );
  return (
    <div className="ops">
      <h1 className="sr">{t('title')}</h1>
      <Queue
        order={order}
        filter={filter}
        density={density}
        chosen={chosenId}
        me={me}
        firstStart={Boolean(session?.first_start)}
        onFilter={setFilter}
        onDensity={nextDensity}
        onChoose={choose}
        onOpen={openDetail}
        onHeld={openHeld}
        onStep={step}
      />
      {chosenId ? (
        <Detail
          key={chosenId}
          id={chosenId}
          me={me}
          acts={acts}
          headRef={head}
          verdictRef={verdict}
          evidence={evidence}
          onEvidence={setEvidence}
          onMap={showOnMap}
          onSensor={openSensor}
          onAlert={choose}
          onBack={closeAlert}
        />
      ) : (
        <DetailEmpty>{demo && state === 'empty' && <p className="lead">{t('queue.empty.firstStart')}</p>}</DetailEmpty>
      )}
      <section className="mapcol" aria-label={t('map.column')}>
        <CityMap chosen={chosen ?? detail ?? null} detail={detail ?? null} back={back} asked={asked} onAlert={choose} onSensor={openSensor}>
          {over}
        </CityMap>
        <Strip back={back} onBack={setBack} onAlert={choose} />
      </section>
      <HeldPanel open={heldOpen} onClose={closeHeld} onAlert={choose} />
      <JoinHost alert={chosen ?? detail ?? null} />
      <div className="sr" role="status" aria-live="assertive">{said}</div>
    </div>
  );
}
