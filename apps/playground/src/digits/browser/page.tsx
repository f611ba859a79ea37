import { render } from 'preact';
import { Digits } from '../digits.tsx';

// The part of the playground alone on a page, as its own test wants it.
render(<Digits />, document.querySelector('main > div')!);
