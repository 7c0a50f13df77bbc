import { describe, expect, it } from 'vitest';
import { anIncident, aSub } from './anIncident';
import { ownSub, spansOf, stageAfter } from './stages';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 17, minute)).toISOString();
const NOW = Date.parse(at(30));

describe('stages', () => {
  it('tell how long each took, counting one entered twice both times', () => {
    const sub = aSub({ stage: 'respond', stages: [{ stage: 'collect', since: at(0) }, { stage: 'analyse', since: at(1) }, { stage: 'collect', since: at(3) }, { stage: 'respond', since: at(10) }] });
    expect(spansOf(sub, NOW).map((span) => [span.state, span.ms === null ? null : span.ms / 60_000])).toEqual([['past', 8], ['past', 2], ['now', 20], ['next', null]]);
  });

  it('stop counting when the part is closed', () => {
    const sub = aSub({ stages: [{ stage: 'collect', since: at(0) }], closed: true, closed_at: at(5) });
    expect(spansOf(sub, NOW)[0]?.ms).toBe(5 * 60_000);
  });

  it('go on to the next, and end', () => {
    expect(stageAfter('collect')).toBe('analyse');
    expect(stageAfter('evaluate')).toBeNull();
  });

  it('are those of one’s own agency, else of the home', () => {
    const incident = anIncident({ agencies: [aSub({ id: 'a' }), aSub({ id: 'b', home: false })] });
    expect(ownSub(incident, 'b')?.id).toBe('b');
    expect(ownSub(incident, 'c')?.id).toBe('a');
  });
});
