import { testConventions } from '../test/convention.ts';
import { singular } from '../test/conventions/singular.ts';

testConventions(singular);
