import type { Asking } from './asking.ts';
import type { Point, Subject } from './subject.ts';
import { type Fault, faultOf } from './fault.ts';
import { type Arithmetic, stepFor } from './judge.ts';

/** How many entries are looked at to say what is wrong with a gradient, four evaluations each. */
const entriesLookedAt = 64;

/** What seems to be wrong with the gradient by a parameter, from its first entries; `undefined` where these are right. */
export function* diagnose(
  { value }: Subject,
  at: Point,
  name: string,
  claimed: ArrayLike<number>,
  arithmetic: Arithmetic,
): Asking<Fault | undefined> {
  const x = at[name]!;
  const truth: number[] = [];
  for (const entry of x.subarray(0, entriesLookedAt).keys()) {
    const step = stepFor(Math.abs(x[entry]!), arithmetic) / 8;
    const moved = function* (by: number): Asking<number> {
      return (yield* value({ ...at, [name]: x.with(entry, x[entry]! + by) })).value;
    };
    const wide = ((yield* moved(step)) - (yield* moved(-step))) / (2 * step);
    const narrow = ((yield* moved(step / 2)) - (yield* moved(-step / 2))) / step;
    truth.push((4 * narrow - wide) / 3);
  }
  const first = Array.from(claimed).slice(0, truth.length);
  const tolerance = 1e-6 * Math.max(...truth.map(Math.abs), ...first.map(Math.abs));
  if (first.every((entry, i) => Math.abs(entry - truth[i]!) <= tolerance)) return undefined;
  return faultOf({ claimed: first, true: truth, shape: [truth.length], tolerance, counts: [x.length] });
}
