import { describe, expect, it } from 'vitest';
import { SseParser } from './sse';

const WHOLE = 'id: 7\nevent: alert\ndata: {"a":1}\n\n: beat\n\nevent: sensors\ndata: {\ndata: "b":2}\n\n';

describe('SseParser', () => {
  it('reads events, joins data lines, and passes over heartbeats', () => {
    expect(new SseParser().push(WHOLE)).toEqual([
      { type: 'alert', id: '7', data: '{"a":1}' },
      { type: 'sensors', id: null, data: '{\n"b":2}' },
    ]);
  });

  it.each([1, 2, 3, 5, 11])('gives the same whatever the chunks: %i characters', (size) => {
    const parser = new SseParser();
    const events = [];
    const text = WHOLE.replaceAll('\n', '\r\n');
    for (let at = 0; at < text.length; at += size) events.push(...parser.push(text.slice(at, at + size)));
    expect(events.map((event) => event.type)).toEqual(['alert', 'sensors']);
    expect(events[0]?.id).toBe('7');
  });

  it('gives nothing for an event without data', () => {
    expect(new SseParser().push('event: alert\n\n')).toEqual([]);
  });
});
