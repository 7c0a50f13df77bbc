import { useQuery } from '@tanstack/react-query';
import { memo, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatars, Button, Icon, Loading, Problem, SeverityBadge, shapeOf } from '../../../ui';
import { IncidentOf } from '../../incidents/dialogs/IncidentOf';
import { RunPanel } from '../../procedures/RunPanel';
import type { Acts } from '../acts';
import type { Alert, AlertDetail } from '../logic/types';
import { detailQuery, useAlert } from '../stores';
import { Laboratory } from '../laboratory/Laboratory';
import { Share } from '../../responder/Share';
import { EvidenceBlock } from './EvidenceBlock';
import { FromAlert } from './FromAlert';
import { Joined } from '../triage/Joined';
import { History } from './History';
import { SensorList } from './SensorList';
import { Speaks } from './Speaks';
import { VerdictBar, type VerdictHandle } from './VerdictBar';
import { Why } from './Why';

const NONE: AlertDetail['history'] = [];

export interface DetailProps {
  id: string;
  me: string | null;
  acts: Acts;
  headRef: Ref<HTMLHeadingElement>;
  verdictRef: Ref<VerdictHandle>;
  evidence: number;
  onEvidence: (at: number) => void;
  onMap: () => void;
  onSensor: (id: string) => void;
  onAlert: (id: string) => void;
  onBack: () => void;
}

function Body({ detail, props }: { detail: AlertDetail; props: DetailProps }) {
  return (
    <>
      {detail.evidence.length > 0 && (
        <EvidenceBlock alert={detail} at={props.evidence} onAt={props.onEvidence} />
      )}
      <Speaks alert={detail} />
      <div className="procs"><RunPanel alert={detail.id} /></div>
      <Laboratory alert={detail} />
      <Joined alert={detail} onAlert={props.onAlert} />
      <SensorList ids={detail.sensors} onSensor={props.onSensor} />
      <History alert={detail} />
    </>
  );
}

/** The chosen alert: sentence, evidence, what speaks for and against, and the bar that never moves. */
export const Detail = memo(function Detail(props: DetailProps) {
  const { id, me, acts } = props;
  const { t, i18n } = useTranslation('operations');
  const { data, error, refetch } = useQuery(detailQuery(id, i18n.language));
  const known = useAlert(id);
  // What the stream brought last is newer than the detail that was read before it.
  const alert: Alert | undefined = known && data && known.version < data.version ? data : (known ?? data);
  if (!alert) {
    return (
      <section className="detail" aria-label={t('detail.label')}>
        <div className="dhead" />
        <div className="dbody">{error ? <Problem error={error} retry={() => void refetch()} /> : <Loading>{t('detail.loading')}</Loading>}</div>
      </section>
    );
  }
  const shape = shapeOf(alert.severity);
  return (
    <section className="detail" aria-label={t('detail.label')}>
      <div className="dhead">
        <SeverityBadge shape={shape} size={18} />
        <span className="t2 kind" title={alert.kind_title}>{alert.kind_title}</span>
        <span className="meta nw">{alert.number}</span>
        <span className="end">
          {alert.seen_by.length > 0 && <Avatars people={alert.seen_by} />}
          <IncidentOf alert={alert} />
          <Share alert={alert.id} />
          <Button small keys="M" onClick={props.onMap} disabled={alert.where.latitude === null}>{t('detail.map')}</Button>
          <Button kind="quiet" small icon="x" aria-label={t('detail.close')} onClick={props.onBack} />
        </span>
      </div>
      <div className="dscroll" tabIndex={0} role="region" aria-label={t('detail.body')}>
        <div className="dbody">
          <Why alert={alert} headRef={props.headRef} />
          {error && !data && <Problem error={error} retry={() => void refetch()} />}
          {data ? <Body detail={data} props={props} /> : !error && <Loading>{t('detail.loading')}</Loading>}
        </div>
      </div>
      <FromAlert alert={alert} />
      <VerdictBar ref={props.verdictRef} alert={alert} history={data?.history ?? NONE} me={me} acts={acts} />
    </section>
  );
});

/** Nothing is chosen: says so, and which keys help. */
export function DetailEmpty({ children }: { children?: React.ReactNode }) {
  const { t } = useTranslation('operations');
  return (
    <section className="detail none" aria-label={t('detail.label')}>
      <div className="hint">
        <Icon name="eye" size={22} />
        <p>{t('detail.none')}</p>
        {children}
      </div>
    </section>
  );
}
