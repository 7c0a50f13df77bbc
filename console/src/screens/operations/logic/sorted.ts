/* The open alerts in the queue's order, kept in it while they come, change and go one by one. */

import { type Arranged, compare, type Filter, groupOf, type GroupName, passes } from './order';
import type { Alert } from './types';

/** First place at which `alert` may stand; where it stands already, if it does. */
function placeOf(list: readonly Alert[], alert: Alert): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(list[middle]!, alert) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function idOf(alert: Alert): string {
  return alert.id;
}

/** A change costs a search and a shift, not a sorting of ten thousand. */
export class Sorted {
  private readonly lists: Record<GroupName, Alert[]> = { needs: [], hand: [] };
  private kept: Arranged | null = null;

  /** How many are open. */
  get size(): number {
    return this.lists.needs.length + this.lists.hand.length;
  }

  clear(): void {
    this.lists.needs = [];
    this.lists.hand = [];
    this.kept = null;
  }

  /** Put `after` in the place of `before`, the very alert that was put last under this id. */
  put(before: Alert | undefined, after: Alert): void {
    const from = before && groupOf(before);
    const to = groupOf(after);
    if (before && from) {
      const list = this.lists[from];
      const at = placeOf(list, before);
      const stays = from === to && (at === 0 || compare(list[at - 1]!, after) < 0) && (at === list.length - 1 || compare(after, list[at + 1]!) < 0);
      if (stays) {
        list[at] = after;
        return;
      }
      list.splice(at, 1);
      this.kept = null;
    }
    if (to) {
      this.lists[to].splice(placeOf(this.lists[to], after), 0, after);
      this.kept = null;
    }
  }

  /** The two groups as lists of ids; of all, the same object until the order changes. */
  arranged(filter: Filter, me: string | null): Arranged {
    if (filter === 'all') {
      this.kept ??= { needs: this.lists.needs.map(idOf), hand: this.lists.hand.map(idOf) };
      return this.kept;
    }
    const mine = (list: readonly Alert[]) => list.filter((alert) => passes(alert, filter, me)).map(idOf);
    return { needs: mine(this.lists.needs), hand: mine(this.lists.hand) };
  }
}
