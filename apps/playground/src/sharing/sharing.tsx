import { either as E } from 'fp-ts';
import { useEffect, useRef } from 'preact/hooks';
import { toHash } from '../experiment/address.ts';
import { decodeExperiment } from '../experiment/experiment-schema.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Page } from '../state/page.ts';

/** Ways to take the experiment along: a link, a picture, data, a program; and back from data. */
export const Sharing = ({ page }: { readonly page: Page }) => {
  const file = useRef<HTMLInputElement>(null);
  const menu = useRef<HTMLDetailsElement>(null);
  const close = (): void => {
    menu.current!.open = false;
  };
  useEffect(() => {
    const onPointerDown = ({ target }: PointerEvent): void => {
      if (!menu.current!.contains(target as Node)) close();
    };
    document.addEventListener('pointerdown', onPointerDown, true); // drawings keep it to themselves
    return () => document.removeEventListener('pointerdown', onPointerDown, true);
  }, []);
  const now = (): Experiment => page.experiment.peek();
  const copyLink = async (): Promise<void> => {
    const { origin, pathname } = location;
    const address = `${origin}${pathname}#${await toHash(now())}`;
    history.replaceState(null, '', address);
    const isCopied = await navigator.clipboard?.writeText(address).then(
      () => true,
      () => false,
    );
    page.tell(isCopied === true ? 'The link is copied.' : 'The link is in the address bar.');
  };
  const load = async (chosen: File): Promise<void> => {
    const read = decodeText(chosen.size > mostBytes ? '' : await chosen.text());
    if (E.isLeft(read)) page.tell(`${chosen.name} holds no experiment: ${read.left}.`);
    else {
      page.change(() => read.right);
      page.tell(`The experiment of ${chosen.name} is open.`);
    }
  };
  const saveProgram = async (): Promise<void> => {
    const { programOf } = await import('./program-text.ts');
    save('experiment.ts', new Blob([programOf(now())], { type: 'text/plain' }));
  };
  const savePicture = async (): Promise<void> => {
    const plane = document.querySelector<HTMLElement>('.plane');
    if (plane === null) page.tell('There is no plane to be seen yet.');
    else save('plane.png', await pictureOf(plane));
  };
  return (
    <details
      class="menu"
      ref={menu}
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !menu.current!.open) return;
        close();
        menu.current!.querySelector('summary')!.focus();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget !== null && !menu.current!.contains(relatedTarget as Node)) close();
      }}
    >
      <summary>Share</summary>
      <div class="menu-items" onClick={close}>
        <button type="button" onClick={() => void copyLink()}>
          Copy link
        </button>
        <button type="button" onClick={() => void savePicture()}>
          Picture (PNG)
        </button>
        <button
          type="button"
          onClick={() =>
            save('experiment.json', new Blob([JSON.stringify(now(), null, 1)], { type: 'application/json' }))
          }
        >
          Data (JSON)
        </button>
        <button type="button" onClick={() => void saveProgram()}>
          Program (TypeScript)
        </button>
        <button type="button" onClick={() => file.current!.click()}>
          Open JSON…
        </button>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          hidden
          aria-label="Experiment as JSON"
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            if (chosen !== undefined) void load(chosen);
            currentTarget.value = '';
          }}
        />
      </div>
    </details>
  );
};

const mostBytes = 4_000_000;

const decodeText = (text: string): E.Either<string, Experiment> => {
  try {
    return decodeExperiment(JSON.parse(text));
  } catch {
    return E.left('it is no JSON');
  }
};

const save = (name: string, content: Blob): void => {
  const address = URL.createObjectURL(content);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};

/** The plane as it is seen, 1000 pixels wide: the regions, and over them the drawings with the colours that they have on the page. */
const pictureOf = async (plane: HTMLElement): Promise<Blob> => {
  const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const context = canvas.getContext('2d')!;
  context.fillStyle = getComputedStyle(plane).backgroundColor;
  context.fillRect(0, 0, side, side);
  context.drawImage(plane.querySelector('canvas')!, 0, 0, side, side);
  for (const drawing of plane.querySelectorAll('svg')) context.drawImage(await imageOf(drawing), 0, 0);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!), 'image/png'));
};

const side = 1000;

/** A drawing by itself, with the style that it has from the page. */
const imageOf = async (drawing: SVGSVGElement): Promise<HTMLImageElement> => {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = drawing.querySelectorAll<SVGElement>('*');
  copy.querySelectorAll<SVGElement>('*').forEach((element, index) => {
    const style = getComputedStyle(originals[index]!);
    for (const property of ['fill', 'stroke', 'stroke-width', 'opacity'])
      element.style.setProperty(property, style.getPropertyValue(property));
  });
  copy.setAttribute('width', String(side));
  copy.setAttribute('height', String(side));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
};
