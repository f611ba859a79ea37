/** What an axis counts, in which unit, and whether by ratios. */
export interface Axis {
  readonly label: string;
  /** Written behind the label, such as `nats` or `%`. */
  readonly unit?: string;
  /** Whether equal distances stand for equal ratios; false if not given. */
  readonly log?: boolean;
}

/** A label with its unit. */
export const axisLabel = ({ label, unit }: Axis): string => (unit === undefined ? label : `${label} (${unit})`);

/** Whether an axis has a place for a number; differences of the largest would overflow. */
export const hasPlace = ({ log = false }: Pick<Axis, 'log'>, number: number): boolean =>
  Math.abs(number) < 1e300 && (!log || number > 1e-300);

/** The smallest and the largest of the numbers that an axis has a place for; infinity and minus infinity where there are none. */
export const rangeOf = (axis: Pick<Axis, 'log'>, numbers: Iterable<number>): readonly [number, number] => {
  let [low, high] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (!hasPlace(axis, number)) continue;
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  return [low, high];
};

/** The ends of an axis that has a place for all these numbers; from 0 to 1, or 1 to 10, where there are none. */
export const domainOf = (axis: Pick<Axis, 'log'>, numbers: Iterable<number>): readonly [number, number] => {
  const [low, high] = rangeOf(axis, numbers);
  if (low > high) return axis.log ? [1, 10] : [0, 1];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > 1e-12 * size && high - low > 1e-280) return [low, high];
  if (axis.log) return [low / 2, high * 2]; // equal, to rounding
  const room = size < 1e-280 ? 1 : size / 10;
  return [low - room, high + room];
};

/** Where the ticks of an axis stand, about so many: a list for a logarithmic one, whose labels would else collide. */
export const ticksOf = (axis: Axis, [low, high]: readonly [number, number], count: number): number | number[] => {
  if (!axis.log) return count;
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  if (powers.length >= 3) {
    const every = Math.ceil(powers.length / count);
    return powers.filter((_, i) => i % every === 0).map((power) => Number(`1e${power}`));
  }
  const finer = [first - 1, ...powers].flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  const inside = finer.filter((tick) => tick >= low && tick <= high);
  return inside.length >= 2 ? inside : count;
};
