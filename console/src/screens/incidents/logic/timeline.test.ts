import { describe, expect, it } from 'vitest';
import type { Entry } from '../types';
import { anEntry } from './anIncident';
import { ordered, quietSince, rowsOf } from './timeline';

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const at = (time: string) => `2026-11-20T${time}.000Z`;
const said = (entries: Entry[], look: 'both' | 'decisions' | 'notes' = 'both') =>
  rowsOf(entries, look, dayOf).map((row) => (row.type === 'entry' ? `${row.city.map((entry) => entry.id).join() || '-'}|${row.centre.map((entry) => entry.id).join() || '-'}` : row.type === 'quiet' ? `quiet ${row.ms / 60_000}` : 'day'));

describe('the two timelines', () => {
  it('put what is simultaneous on one line', () => {
    const entries = [
      anEntry({ id: 'a', side: 'city', at: at('17:31:02') }),
      anEntry({ id: 'b', side: 'centre', at: at('17:31:05') }),
      anEntry({ id: 'c', side: 'centre', at: at('17:31:06') }),
      anEntry({ id: 'd', side: 'city', at: at('17:31:20') }),
    ];
    expect(said(entries)).toEqual(['a|b,c', 'd|-']);
  });

  it('say how long it was quiet, and where a day begins', () => {
    const entries = [
      anEntry({ id: 'a', at: at('23:50:00') }),
      anEntry({ id: 'b', at: at('23:56:00') }),
      anEntry({ id: 'c', at: '2026-11-21T00:01:00.000Z' }),
    ];
    expect(said(entries)).toEqual(['-|a', 'quiet 6', '-|b', 'quiet 5', 'day', '-|c']);
  });

  it('show of the centre what is asked for, and of the city everything', () => {
    const entries = [
      anEntry({ id: 'alert', side: 'city', kind: 'alert', at: at('10:00:00') }),
      anEntry({ id: 'note', kind: 'note', at: at('10:00:10') }),
      anEntry({ id: 'stage', kind: 'stage', at: at('10:00:20') }),
    ];
    expect(said(entries, 'decisions')).toEqual(['alert|-', '-|stage']);
    expect(said(entries, 'notes')).toEqual(['alert|-', '-|note']);
  });

  it('hold each entry once, whatever order they came in', () => {
    const one = anEntry({ id: 'a', at: at('10:00:00'), text: 'old' });
    const two = anEntry({ id: 'b', at: at('09:00:00') });
    expect(ordered([one, two, { ...one, text: 'new' }]).map((entry) => `${entry.id}:${entry.text}`)).toEqual(['b:', 'a:new']);
  });

  it('set what a city with a time of its own told beside what people did about it', () => {
    const alert = anEntry({ id: 'alert', side: 'city', kind: 'alert', at: '2012-04-01T08:00:00.000Z', written_at: at('10:00:01') });
    const note = anEntry({ id: 'note', at: at('10:00:02') });
    expect(rowsOf([alert, note], 'both', dayOf, true).length).toBe(1);
    expect(rowsOf([alert, note], 'both', dayOf).length).toBe(4);
  });

  it('tell a silence that goes on', () => {
    const rows = rowsOf([anEntry({ id: 'a', at: at('10:00:00') })], 'both', dayOf);
    expect(quietSince(rows, Date.parse(at('10:04:00')))).toBeNull();
    expect(quietSince(rows, Date.parse(at('10:07:00')))).toBe(7 * 60_000);
    expect(quietSince([], 0)).toBeNull();
  });
});
