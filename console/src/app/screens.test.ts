import { describe, expect, it } from 'vitest';
import { RAIL_MOST, railOf, SCREEN_GROUPS, screenAt, SCREENS, screensElsewhere, screensFor, type Screen } from './screens';

const many: Screen[] = ['operations', 'incidents', 'tools', 'handover', 'procedures', 'figures', 'warnings', 'sources', 'people', 'admin'].map(
  (id) => ({ id, path: id === 'people' ? '/admin/people' : `/${id}`, icon: 'doc', key: id.charAt(0), group: 'desk' }),
);

describe('screens', () => {
  it('each have a key and an address of their own, and a known group', () => {
    expect(new Set(SCREENS.map((screen) => screen.key)).size).toBe(SCREENS.length);
    expect(new Set(SCREENS.map((screen) => screen.path)).size).toBe(SCREENS.length);
    for (const screen of SCREENS) expect(SCREEN_GROUPS).toContain(screen.group);
  });

  it.each(['operator', 'supervisor', 'administrator', 'data_protection_officer', 'nobody'])('fit the rail of %s', (role) => {
    const rail = railOf(role, many);
    expect(rail.length).toBeLessThanOrEqual(RAIL_MOST);
    expect(new Set(rail).size).toBe(rail.length);
    expect(rail.length).toBeGreaterThan(2);
  });

  it('follow the role, and pass over what does not exist', () => {
    expect(railOf('operator', many).map((screen) => screen.id)).toEqual(['operations', 'incidents', 'tools', 'handover', 'procedures']);
    expect(railOf('data_protection_officer', many).map((screen) => screen.id)).not.toContain('operations');
  });

  it('are told apart by the longest path', () => {
    expect(screenAt('/admin/people', many)?.id).toBe('people');
    expect(screenAt('/admin', many)?.id).toBe('admin');
    expect(screenAt('/administer', many)).toBeUndefined();
  });
});

describe('screens of another purpose', () => {
  it('are those that it opens and the declared one does not', () => {
    const screens: Screen[] = many.slice(0, 2).map((screen) => ({ ...screen, needs: `see_${screen.id}` }));
    const purposes = [{ allows: ['see_operations'] }, { allows: ['see_operations', 'see_incidents'] }];
    expect(screensElsewhere(['see_operations'], purposes, screens).map((screen) => screen.id)).toEqual(['incidents']);
    expect(screensElsewhere(['see_operations'], purposes.slice(0, 1), screens)).toEqual([]);
    expect(screensFor([], many)).toHaveLength(many.length);
  });
});

describe('a screen that needs a permission', () => {
  const guarded: Screen[] = [...many, { id: 'oversight', path: '/oversight', icon: 'oversight', key: 'v', group: 'review', needs: 'see_oversight' }];

  it('is there for those who have it, and for nobody else', () => {
    expect(screensFor(['see_oversight'], guarded).map((screen) => screen.id)).toContain('oversight');
    expect(screensFor(['see_operations'], guarded).map((screen) => screen.id)).not.toContain('oversight');
    expect(screensFor(undefined, guarded).map((screen) => screen.id)).not.toContain('oversight');
  });

  it.each(['data_protection_officer', 'ethics_officer', 'advisor'])('stands first in the rail of %s', (role) => {
    expect(railOf(role, screensFor(['see_oversight'], guarded))[0]?.id).toBe('oversight');
  });
});
