import { describe, expect, it } from 'vitest';
import { decides, looks, type Entry } from './entries';

function entry(what: string, actor = 'person:me', operation?: string): Entry {
  return { id: 1, what, actor, operation, actor_name: 'Minna', address: '', at: '', detail: {}, purpose: '', subject: '' } as unknown as Entry;
}

describe('entries of the log', () => {
  it.each(['grant.allowed', 'grant.refused', 'tool.paused', 'assessment.advised', 'rights.closed', 'breach.decided'])('%s decides', (what) => {
    expect(decides(entry(what))).toBe(true);
  });

  it.each(['grant.listed', 'assessment.seen', 'audit.read', 'retention.receipts_read', 'session.opened'])('%s decides nothing', (what) => {
    expect(decides(entry(what))).toBe(false);
  });

  it('leave out only my own looks', () => {
    expect(looks(entry('audit.read'), 'me')).toBe(true);
    expect(looks(entry('audit.read'), 'you')).toBe(false);
    expect(looks(entry('grant.allowed'), 'me')).toBe(false);
    expect(looks(entry('incident.opened', 'person:me', 'consultation'), 'me')).toBe(true);
  });
});
