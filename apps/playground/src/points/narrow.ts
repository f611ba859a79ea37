import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Whether the page is so narrow that all is in one column, as the style sheet has it. */
export const useNarrow = (): ReadonlySignal<boolean> => {
  const isNarrow = useSignal(matchMedia(narrow).matches);
  useEffect(() => {
    const media = matchMedia(narrow);
    const follow = (): void => void (isNarrow.value = media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  return isNarrow;
};

const narrow = '(max-width: 860px)';
