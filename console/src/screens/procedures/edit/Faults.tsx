import { useTranslation } from 'react-i18next';
import { Icon } from '../../../ui';
import { say, type Content, type Fault } from '../types';

const LANG: Record<string, string> = { en: 'English', it: 'italiano', nb: 'norsk' };

/** What keeps a draft from being published, with the step and the remedy, in the reader's language. */
export function FaultLine({ fault, content, onGo }: { fault: Fault; content: Content; onGo?: (step: string) => void }) {
  const { t, i18n } = useTranslation('procedures');
  const at = content.steps.findIndex((step) => step.id === fault.step);
  const answer = fault.answer === null ? undefined : content.steps[at]?.answers[fault.answer];
  const what = t(`fault.${fault.code}`, {
    step: at + 1,
    answer: (answer && say(answer.label, i18n.language)) || (fault.answer ?? 0) + 1,
    language: LANG[fault.locale] ?? '',
    field: t(`field.${fault.field.replace('.', '_') || 'text'}`),
  });
  const words = <><Icon name="warn" size={14} /><span>{at >= 0 && <b>{t('fault.step', { step: at + 1 })} </b>}{what}</span></>;
  return <li>{onGo && at >= 0 ? <button type="button" onClick={() => onGo(fault.step)}>{words}</button> : <span>{words}</span>}</li>;
}
