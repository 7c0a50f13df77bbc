/* A grid over the sensors, to find those in view or under the pointer among 100,000 without the GPU. */

export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

export class Grid {
  private readonly starts: Uint32Array;
  private readonly order: Uint32Array;
  private readonly columns: number;
  private readonly rows: number;

  /** `positions` are longitude, latitude pairs; those that are not numbers are left out. */
  constructor(
    private readonly positions: Float64Array,
    private readonly box: Box = boundsOf(positions),
  ) {
    const count = positions.length / 2;
    const side = Math.max(1, Math.min(256, Math.round(Math.sqrt(count / 4))));
    this.columns = side;
    this.rows = side;
    const cells = new Int32Array(count);
    const sizes = new Uint32Array(side * side + 1);
    for (let at = 0; at < count; at += 1) {
      const cell = this.cellOf(positions[at * 2]!, positions[at * 2 + 1]!);
      cells[at] = cell;
      if (cell >= 0) sizes[cell + 1]! += 1;
    }
    for (let at = 1; at < sizes.length; at += 1) sizes[at]! += sizes[at - 1]!;
    this.starts = sizes.slice();
    const next = sizes.slice();
    this.order = new Uint32Array(sizes[sizes.length - 1]!);
    for (let at = 0; at < count; at += 1) {
      const cell = cells[at]!;
      if (cell >= 0) this.order[next[cell]!++] = at;
    }
  }

  /** Indices of the sensors in the box, at most `limit`. */
  within(box: Box, limit = Number.POSITIVE_INFINITY): number[] {
    const found: number[] = [];
    const [c0, c1] = [this.column(box.west), this.column(box.east)];
    const [r0, r1] = [this.row(box.south), this.row(box.north)];
    for (let row = r0; row <= r1; row += 1)
      for (let column = c0; column <= c1; column += 1) {
        const cell = row * this.columns + column;
        for (let at = this.starts[cell]!; at < this.starts[cell + 1]!; at += 1) {
          const index = this.order[at]!;
          const [x, y] = [this.positions[index * 2]!, this.positions[index * 2 + 1]!];
          if (x < box.west || x > box.east || y < box.south || y > box.north) continue;
          found.push(index);
          if (found.length >= limit) return found;
        }
      }
    return found;
  }

  /** The nearest sensor within the given degrees, or -1. */
  nearest(longitude: number, latitude: number, dLongitude: number, dLatitude: number): number {
    const near = this.within({
      west: longitude - dLongitude,
      east: longitude + dLongitude,
      south: latitude - dLatitude,
      north: latitude + dLatitude,
    });
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const index of near) {
      const x = (this.positions[index * 2]! - longitude) / dLongitude;
      const y = (this.positions[index * 2 + 1]! - latitude) / dLatitude;
      const distance = x * x + y * y;
      if (distance < least && distance <= 1) {
        least = distance;
        best = index;
      }
    }
    return best;
  }

  private column(longitude: number): number {
    const share = (longitude - this.box.west) / (this.box.east - this.box.west || 1);
    return Math.min(this.columns - 1, Math.max(0, Math.floor(share * this.columns)));
  }

  private row(latitude: number): number {
    const share = (latitude - this.box.south) / (this.box.north - this.box.south || 1);
    return Math.min(this.rows - 1, Math.max(0, Math.floor(share * this.rows)));
  }

  private cellOf(longitude: number, latitude: number): number {
    if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) return -1;
    return this.row(latitude) * this.columns + this.column(longitude);
  }
}

export function boundsOf(positions: Float64Array): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (let at = 0; at < positions.length; at += 2) {
    const [x, y] = [positions[at]!, positions[at + 1]!];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    box.west = Math.min(box.west, x);
    box.east = Math.max(box.east, x);
    box.south = Math.min(box.south, y);
    box.north = Math.max(box.north, y);
  }
  return Number.isFinite(box.west) ? box : { west: 0, south: 0, east: 0, north: 0 };
}
