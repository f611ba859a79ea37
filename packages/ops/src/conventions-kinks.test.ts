import { testConventions } from '../test/convention.ts';
import { kinks } from '../test/conventions/kinks.ts';

testConventions(kinks);
