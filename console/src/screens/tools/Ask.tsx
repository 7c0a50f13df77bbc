import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client';
import type { Json, JsonObject, Tool } from '../../api/types';
import { EvidenceView } from '../../evidence';
import type { EvidenceContext } from '../../evidence/types';
import { faultsOf } from '../../forms/faults';
import { SchemaForm } from '../../forms/SchemaForm';
import { blanks, put, type Schema } from '../../forms/schema';
import { Button, Panel, Problem, Progress } from '../../ui';
import type { Said, ToolQuestion } from './page';
import css from './Tools.module.css';

const CONTEXT: EvidenceContext = { severity: 'medium', sensor: () => null };

/** Puts a question to a tool: how far it has come while it thinks, then the answer or why there is none. */
export function useAsk(tool: string): { said: Said | null; error: unknown; busy: boolean; ask: (question: string, values: JsonObject) => Promise<void> } {
  const [said, setSaid] = useState<Said | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const ask = async (question: string, values: JsonObject) => {
    setBusy(true);
    setError(null);
    setSaid(null);
    try {
      await api.lines(`/tools/${encodeURIComponent(tool)}/ask`, { question: { ...values, ask: question } }, (line) => {
        const word = line as Said;
        if (word.error) setError(new ApiError(422, word.error.code, word.error.problem, word.error.remedy, word.error.field));
        else setSaid(word);
      });
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return { said, error, busy, ask };
}

/** What a tool has said so far: a bar, or a sentence with its evidence. */
export function Answer({ said, error, busy }: { said: Said | null; error: unknown; busy: boolean }) {
  const { t } = useTranslation('tools');
  if (error !== null) return <Problem error={error} />;
  if (!said && !busy) return null;
  if (!said?.answer) {
    const { done = 0, total = 1, text } = said?.progress ?? {};
    return <Progress done={done} total={total} label={text ?? t('ask.thinking')} />;
  }
  return (
    <div className={css.answer} role="status">
      {said.answer.text && <p><b>{said.answer.text}</b></p>}
      {(said.answer.evidence ?? []).map((piece, place) => (
        // Pieces of an answer have no identity but their place.
        <EvidenceView key={place} evidence={piece} context={CONTEXT} />
      ))}
    </div>
  );
}

/** One question as a form, with its answer below. */
function Question({ tool, question }: { tool: Tool; question: ToolQuestion }) {
  const { t } = useTranslation('tools');
  const schema = question.schema as Schema;
  const [values, setValues] = useState<JsonObject>({ ...blanks(schema, schema), ...question.values });
  const { said, error, busy, ask } = useAsk(tool.id);
  return (
    <Panel title={question.title}>
      <p className="meta">{question.description}</p>
      <form
        className={css.asking}
        aria-label={question.title}
        onSubmit={(event) => {
          event.preventDefault();
          void ask(question.name, values);
        }}
      >
        <SchemaForm
          schema={schema}
          value={values}
          faults={faultsOf(error)}
          disabled={busy}
          onChange={(path, value: Json) => setValues((now) => put(now, path, value) as JsonObject)}
        />
        <Button kind="pri" type="submit" busy={busy}>{t('ask.ask')}</Button>
      </form>
      <Answer said={said} error={error} busy={busy} />
    </Panel>
  );
}

/** What a tool can be asked on its page. */
export function Ask({ tool, questions }: { tool: Tool; questions: ToolQuestion[] }) {
  return <div className={`${css.scroll} scroll`}>{questions.map((one) => <Question key={one.name} tool={tool} question={one} />)}</div>;
}
