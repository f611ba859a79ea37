import { reach } from '../experiment/experiment.ts';
import type { Place } from './decision-line.ts';

/** How far the plane's drawings go to each side of its origin. */
export const half = 250;

/** The plane as its drawings have it. */
export const view = `${-half} ${-half} ${2 * half} ${2 * half}`;

/** Where a place of the plane is in its drawings. */
export const toView = ([x, y]: Place): Place => [(x / reach) * half, (-y / reach) * half];
