/** Outlines by class, around the origin and 12 wide, so that classes differ by more than their colour. */
const outlines = [
  'M-6,0A6,6 0 1,0 6,0A6,6 0 1,0 -6,0Z',
  'M-5.3,-5.3H5.3V5.3H-5.3Z',
  'M0,-6.8L6.4,4.6H-6.4Z',
  'M0,-7.2L7.2,0L0,7.2L-7.2,0Z',
  'M-2.2,-6.4H2.2V-2.2H6.4V2.2H2.2V6.4H-2.2V2.2H-6.4V-2.2H-2.2Z',
  'M0,6.8L6.4,-4.6H-6.4Z',
] as const;

/** The mark of a class, as part of a drawing. */
export const ClassOutline = ({
  label,
  isHeldOut = false,
}: {
  readonly label: number;
  readonly isHeldOut?: boolean;
}) => (
  <path
    d={outlines[label]!}
    class={isHeldOut ? 'mark held-out' : 'mark'}
    style={{ '--mark': `var(--class-${label})` }}
    stroke-width="1.5"
  />
);

/** The mark of a class by itself, beside its name. */
export const ClassMark = ({ label, isHeldOut = false }: { readonly label: number; readonly isHeldOut?: boolean }) => (
  <svg class="class-mark" width="14" height="14" viewBox="-8 -8 16 16" aria-hidden="true">
    <ClassOutline label={label} isHeldOut={isHeldOut} />
  </svg>
);
