import { expect, it } from 'vitest';
import { anAlert } from '../../operations/logic/anAlert';
import { anIncident } from './anIncident';
import { nearest, roundMetres } from './near';

const place = (latitude: number | null) => ({ name: '', latitude, longitude: latitude === null ? null : 24.94, area: [] });

it('suggests what is near, nearest first, then what changed last', () => {
  const alert = anAlert({ where: { name: '', latitude: 60.17, longitude: 24.94, area: [] } });
  const list = nearest(alert, [
    anIncident({ id: 'far', place: place(60.3), updated_at: '2026-11-20T10:00:00Z' }),
    anIncident({ id: 'near', place: place(60.175) }),
    anIncident({ id: 'nowhere', place: place(null), updated_at: '2026-11-20T12:00:00Z' }),
    anIncident({ id: 'nearest', place: place(60.171) }),
    anIncident({ id: 'closed', place: place(60.17), closed_at: '2026-11-20T12:00:00Z' }),
  ]);
  expect(list.map((each) => `${each.incident.id} ${each.suggested}`)).toEqual(['nearest true', 'near true', 'nowhere false', 'far false']);
});

it.each([[3, 10, 'm'], [144, 140, 'm'], [1449, 1.4, 'km']])('rounds %d metres', (metres, value, unit) => {
  expect(roundMetres(metres)).toEqual({ value, unit });
});
