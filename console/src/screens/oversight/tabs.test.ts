import { describe, expect, it } from 'vitest';
import english from '../../i18n/oversight.en.json';
import { ORDER, tabOf, TABS, tabsFor } from './tabs';

describe('tabs of oversight', () => {
  it('begin with what waits', () => {
    expect(TABS[0]?.id).toBe('now');
    expect(tabOf(undefined).id).toBe('now');
    expect(tabOf('no such tab').id).toBe('now');
  });

  it('are those that the purpose opens', () => {
    const rights = tabsFor(['see_oversight', 'see_audit']).map((tab) => tab.id);
    expect(rights).toContain('audit');
    expect(rights).not.toContain('register');
    expect(rights).not.toContain('requests');
    expect(tabsFor(['see_oversight', 'see_requests']).map((tab) => tab.id)).toContain('requests');
  });

  it('are all there, known by name, in their order', () => {
    expect(TABS.map((tab) => tab.id)).toEqual([...ORDER]);
    for (const id of ORDER) expect(Object.keys(english.tab)).toContain(id);
  });
});
