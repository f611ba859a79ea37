import { testConventions } from '../test/convention.ts';
import { order } from '../test/conventions/order.ts';

testConventions(order);
