import { testConventions } from '../test/convention.ts';
import { picture } from '../test/conventions/picture.ts';

testConventions(picture);
