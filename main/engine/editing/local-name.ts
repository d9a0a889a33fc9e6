/**
 * Which local name the copy of a remote file gets. The server names the file and the system chooses a
 * program by that name, so the name decides whether anything runs: only kinds that are known to
 * be opened, never executed, keep their extension. Programs are refused; everything else gets `.txt`
 * after its name and so opens as plain text.
 */
import { refusedLocalName } from '../transfers/index';

/** Documents and text whose usual programs show them on every platform. */
const inert = new Set(
  (
    'txt text log out err md rst tex bib csv tsv json jsonl ndjson yaml yml toml ini cfg conf xml ipynb ' +
    'c h cc cpp cxx hpp hxx cu cuh rs go sql css scss proto diff patch ' +
    'png jpg jpeg gif bmp webp tif tiff pdf docx xlsx pptx odt ods odp rtf'
  ).split(' '),
);

/** Sources that a Linux desktop opens in an editor once they are not executable; others may run them. */
const textOnLinux = new Set('py pyi lua java kt'.split(' '));

/**
 * Endings that open as something else than their name says. Linux desktops do not know some (none of
 * shared-mime-info's patterns), look into the file, and would show HTML in a browser; Windows gives
 * XML to the program that its first lines name, which may be Word with macros.
 */
const misread: Partial<Record<NodeJS.Platform, ReadonlySet<string>>> = {
  linux: new Set('text out err jsonl ndjson ini cfg conf cu cuh proto'.split(' ')),
  win32: new Set(['xml']),
};

/** Programs, installers, links and disk images: no text, and dangerous by a double click. */
const programs = new Set(
  (
    'exe com scr pif cpl msi msp msix appx appinstaller gadget hta chm lnk url jar jnlp app dmg pkg ' +
    'mpkg iso img vhd vhdx deb rpm snap flatpak appimage flatpakref apk dll so dylib scf library-ms ' +
    'search-ms settingcontent-ms webloc inetloc fileloc workflow docm xlsm pptm xlam xll dotm xltm'
  ).split(' '),
);

export type LocalName = { name: string } | { refused: string };

/** @param platform of this computer; a parameter because tests ask for all. */
export function localNameFor(remoteName: string, platform: NodeJS.Platform): LocalName {
  const plain = plainName(remoteName);
  const extension = extensionOf(plain);
  if (programs.has(extension)) return { refused: extension };
  const isKnown = inert.has(extension) || (platform === 'linux' && textOnLinux.has(extension));
  const keeps = isKnown && !misread[platform]?.has(extension);
  const name = keeps ? plain : `${plain}.txt`;
  // By now only Windows' device names can be left.
  return { name: refusedLocalName(name, 'win32') === undefined ? name : `_${name}` };
}

/** Letters that some platform refuses or shows in another order become `_`; the end stays. */
function plainName(name: string): string {
  const cleaned = name
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029<>:"/\\|?*]/gu, '_')
    .replace(/[. ]+$/u, (end) => '_'.repeat(end.length));
  const chars = [...cleaned];
  // Short enough for 255 bytes whatever the letters are.
  return chars.length <= 60
    ? cleaned
    : `${chars.slice(0, 30).join('')}_${chars.slice(-29).join('')}`;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}
