import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { api, problemOf } from '../../../api/client';
import { Avatars, Button, Icon, SeverityShape, shapeOf, toast } from '../../../ui';
import { useDeeds } from '../acts';
import { addressOf, pathOf } from '../api';
import type { Open } from '../dialogs/Dialogs';
import type { IncidentDetail, Severity } from '../types';
import { useStageActs } from '../useStageActs';
import { Agencies, ClosedWhy } from './Agencies';
import { Looking } from './Looking';
import { Stages } from './Stages';
import { Title } from './Title';

const LEVELS: Severity[] = ['critical', 'high', 'medium', 'low'];

/** The severity's shape; pressing it offers the others. */
function SeverityMenu({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const word = t(`ui:severity.${shapeOf(incident.severity)}`);
  const choose = (severity: Severity) =>
    void act({ method: 'PATCH', path: pathOf(incident.id), body: { version: incident.version, severity }, said: t('head.severitySaid', { severity: t(`ui:severity.${shapeOf(severity)}`) }) });
  return (
    <Menu position="bottom-start" withinPortal={false} width={200} disabled={!incident.permissions.write}>
      <Menu.Target>
        <button type="button" className="sevbtn" aria-label={t('head.severity', { severity: word })} title={t('head.severity', { severity: word })}>
          <SeverityShape shape={shapeOf(incident.severity)} size={22} bare />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {LEVELS.map((level) => (
          <Menu.Item key={level} leftSection={<SeverityShape shape={shapeOf(level)} size={16} bare />} disabled={level === incident.severity} onClick={() => choose(level)}>
            {t(`ui:severity.${shapeOf(level)}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function MoreMenu({ incident, onOpen }: { incident: IncidentDetail; onOpen: (open: Open) => void }) {
  const { t, i18n } = useTranslation('incidents');
  const may = useSession()?.permissions.includes('export') ?? false;
  const take = (kind: 'pdf' | 'json') => () => {
    api.download(pathOf(incident.id, `report.${kind}`), `${incident.number}.${kind}`, { locale: i18n.language })
      .catch((error: unknown) => toast(problemOf(error).problem ?? t('ui:noAnswer'), { kind: 'problem' }));
  };
  const { lead } = incident.permissions;
  const last = incident.merged.find((link) => link.undone_at === null);
  return (
    <Menu position="bottom-end" withinPortal={false} width={270}>
      <Menu.Target>
        <Button kind="line" icon="down" aria-label={t('head.more')} title={t('head.more')} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={!may} onClick={take('pdf')} leftSection={<Icon name="doc" size={15} />}>{t('head.pdf')}</Menu.Item>
        <Menu.Item disabled={!may} onClick={take('json')} leftSection={<Icon name="download" size={15} />}>{t('head.json')}</Menu.Item>
        {!may && <p className="meta menu-note">{t('head.askExport')}</p>}
        <Menu.Divider />
        <Menu.Item disabled={!lead} leftSection={<Icon name="graph" size={15} />} onClick={() => onOpen({ dialog: 'merge' })}>{t('head.merge')}</Menu.Item>
        <Menu.Item disabled={!lead} leftSection={<Icon name="split" size={15} />} onClick={() => onOpen({ dialog: 'split' })}>{t('head.split')}</Menu.Item>
        {last && (
          <Menu.Item disabled={!lead} leftSection={<Icon name="undo" size={15} />} onClick={() => onOpen({ dialog: 'unlink', link: last })}>
            {t(last.kind === 'merge' ? 'head.unmerge' : 'head.unsplit', { number: last.kind === 'merge' ? last.source_number : last.target_number })}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item disabled={!incident.permissions.close} leftSection={<Icon name="check" size={15} />} onClick={() => onOpen({ dialog: 'close' })}>{t('head.close')}</Menu.Item>
        {!lead && <p className="meta menu-note">{t('head.askLead')}</p>}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Severity, title and sentence, who takes part, what can be done; beneath, the stages with their goals. */
export function Head({ incident, onOpen }: { incident: IncidentDetail; onOpen: (open: Open) => void }) {
  const { t } = useTranslation('incidents');
  const me = useSession()?.person.id;
  const plans = useSession()?.permissions.includes('ask_tools') ?? false;
  const go = useNavigate();
  const { primary } = useStageActs(incident, onOpen);
  const people = incident.people.flatMap((who) => (who.id && who.name ? [{ id: who.id, name: who.name, initials: who.initials ?? '' }] : []));
  return (
    <header className="ihead">
      <div className="r1">
        <SeverityMenu incident={incident} />
        <Title incident={incident} />
        <span className="end">
          <Looking incident={incident.id} me={me} />
          {people.length > 0 && <span className="wide-only"><Avatars people={[...people.filter((each) => each.id !== me), ...people.filter((each) => each.id === me)]} /></span>}
          {plans && <Button kind="line" icon="evac" aria-label={t('head.evacuate')} title={t('head.evacuate')} onClick={() => void go({ to: '/evacuation', search: { incident: addressOf(incident) } })} />}
          <Button kind="line" icon="link" disabled={!incident.permissions.share} title={incident.permissions.share ? undefined : t('head.askLead')} onClick={() => onOpen({ dialog: 'share' })}>{t('head.share')}</Button>
          <MoreMenu incident={incident} onOpen={onOpen} />
          {primary && <Button kind="pri" keys="E" disabled={!primary.may} title={primary.may ? undefined : t('head.askLead')} onClick={primary.run}>{primary.label}</Button>}
        </span>
      </div>
      <div className="r2">
        <p className="say">{incident.sentence}</p>
        <ClosedWhy incident={incident} />
        <Agencies incident={incident} />
      </div>
      <Stages incident={incident} />
    </header>
  );
}
