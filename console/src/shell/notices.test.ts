import { describe, expect, it } from 'vitest';
import { targetOf, unreadOf } from './notices';

describe('notices', () => {
  it('lead to what they are about, and a test to nothing', () => {
    expect(targetOf({ about: 'alert', subject: 'alr 1' })).toBe('/operations?alert=alr%201');
    expect(targetOf({ about: 'incident', subject: 'inc_1' })).toBe('/incidents?incident=inc_1');
    expect(targetOf({ about: 'test', subject: 'chn_1' })).toBeNull();
    expect(targetOf({ about: 'alert', subject: '' })).toBeNull();
  });
  it('count as unread until they are seen', () => {
    expect(unreadOf([{ seen: false }, { seen: true }, { seen: false }])).toBe(2);
  });
});
