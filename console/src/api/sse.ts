/** One event of a stream, as the server sent it. */
export interface ServerEvent { type: string; id: string | null; data: string }

/** Cuts a text/event-stream into events; feed it chunks as they come. Comments (heartbeats) give nothing. */
export class SseParser {
  private rest = '';
  private type = '';
  private id: string | null = null;
  private data: string[] = [];

  /** Takes a chunk of text and gives the events that it completes. */
  push(chunk: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (this.data.length) events.push({ type: this.type || 'message', id: this.id, data: this.data.join('\n') });
        this.type = '';
        this.id = null;
        this.data = [];
      } else if (!line.startsWith(':')) {
        this.field(line);
      }
    }
    return events;
  }

  private field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.type = value;
    else if (name === 'data') this.data.push(value);
    else if (name === 'id') this.id = value;
  }
}
