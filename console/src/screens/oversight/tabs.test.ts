import { describe, expect, it } from 'vitest';
import english from '../../i18n/oversight.en.json';
import { ORDER, tabOf, TABS } from './tabs';

describe('tabs of oversight', () => {
  it('begin with what waits', () => {
    expect(TABS[0]?.id).toBe('now');
    expect(tabOf(undefined).id).toBe('now');
    expect(tabOf('no such tab').id).toBe('now');
  });

  it('are known by name and stand in their order', () => {
    const places = TABS.map((tab) => ORDER.indexOf(tab.id));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    for (const id of ORDER) expect(Object.keys(english.tab)).toContain(id);
  });
});
