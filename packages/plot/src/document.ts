import { parseHTML } from 'linkedom';

/** An empty document to draw in. Node has none, so it is linkedom's; bundlers for browsers take `document-of-page.ts` instead. */
export const emptyDocument = (): Document => parseHTML('<html><body></body></html>').document;
