import i18n from 'i18next';

/** The BCP 47 tag numbers and times are written by; British English, so that days come before months. */
export function tag(): string {
  return { en: 'en-GB', it: 'it-IT', nb: 'nb-NO' }[i18n.language] ?? 'en-GB';
}

let zone: string | undefined;

/** The city's time zone (IANA): every time on the screen is the city's, wherever the screen stands. */
export function setZone(name: string | undefined): void {
  if (name === zone) return;
  zone = name;
  cache.clear();
}

/** The time zone in force; undefined until the API has told it. */
export function zoneNow(): string | undefined {
  return zone;
}

/** How far the city's clocks are ahead of UTC at a time, ms: so that ticks stand at its full hours, wherever the screen is. */
export function zoneOffset(at: number): number {
  const whole = Math.floor(at / 60_000) * 60_000;
  const parts = new Map(
    dates({ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn' })
      .formatToParts(whole).map(({ type, value }) => [type, Number(value)]),
  );
  const local = Date.UTC(parts.get('year')!, parts.get('month')! - 1, parts.get('day'), parts.get('hour'), parts.get('minute'));
  return local - whole;
}

const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tag()}${JSON.stringify(options)}`;
  let found = cache.get(key) as Intl.DateTimeFormat | undefined;
  if (!found) cache.set(key, (found = new Intl.DateTimeFormat(tag(), { ...options, timeZone: zone })));
  return found;
}

/** 17:45, or 17:45:20 with seconds. Takes ms or an ISO text. */
export function time(at: number | string, seconds = false): string {
  return dates({ hour: '2-digit', minute: '2-digit', second: seconds ? '2-digit' : undefined, hourCycle: 'h23' })
    .format(new Date(at)).replaceAll('.', ':');
}

/** The time of day in another zone, with the day where it is another one there; null where both clocks show the same. */
export function timeThere(at: number, there: string): string | null {
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const told = (zone: string | undefined) => {
    const parts = new Map(new Intl.DateTimeFormat(tag(), { ...options, timeZone: zone }).formatToParts(at).map(({ type, value }) => [type, value]));
    return { day: parts.get('weekday') ?? '', time: `${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}` };
  };
  const [ours, theirs] = [told(zone), told(there)];
  if (ours.time === theirs.time && ours.day === theirs.day) return null;
  return ours.day === theirs.day ? theirs.time : `${theirs.day} ${theirs.time}`;
}

/** Fri 20 Nov. */
export function day(at: number | string): string {
  return dates({ weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(at)).replace(',', '');
}

/** 20 Nov 2026: a day that may lie in another year. */
export function date(at: number | string): string {
  return dates({ day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at));
}

/** 20 Nov 2026, 17:45:20. */
export function moment(at: number | string): string {
  return `${date(at)}, ${time(at, true)}`;
}

/** A number by the locale; `figures` significant ones where given. */
export function number(value: number, figures?: number): string {
  const key = `${tag()}#${figures ?? ''}`;
  let found = cache.get(key) as Intl.NumberFormat | undefined;
  if (!found) {
    found = new Intl.NumberFormat(tag(), figures ? { maximumSignificantDigits: figures } : { maximumFractionDigits: 2 });
    cache.set(key, found);
  }
  return found.format(value);
}

/** How long ago: 0:41, then 12 min, then 1 h 12, then days. `ms` below nought reads as 0:00. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return i18n.t('ui:minutes', { value: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return i18n.t('ui:hours', { hours, minutes: String(minutes % 60).padStart(2, '0') });
  return i18n.t('ui:days', { value: Math.floor(hours / 24) });
}

/** A number of bytes, people or readings in few figures: 1,230 or 1.2 M. */
export function compact(value: number): string {
  if (value < 10_000_000) return number(value);
  // American English, whose million is M: Britain's m reads as metres here.
  return new Intl.NumberFormat(tag().replace('en-GB', 'en-US'), { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}
