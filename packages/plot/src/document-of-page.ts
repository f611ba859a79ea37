/** The document to draw in: that of the page, which drawing leaves as it is. */
export const emptyDocument = (): Document => document;
