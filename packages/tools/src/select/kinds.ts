/**
 * The one table of kinds by extension: what organize sorts by and what "photos", "videos", "documents" select.
 * Extensions are lower case, without a dot; what is in no row is Other. Content is never looked at.
 */
import type { FileKind } from "@zenus/core"

const TABLE: ReadonlyArray<readonly [FileKind, string]> = [
  [
    "Images",
    "jpg jpeg jpe jfif png gif bmp tif tiff webp svg svgz ico heic heif avif raw cr2 cr3 nef arw dng orf rw2 psd xcf ai eps"
  ],
  [
    "Documents",
    "pdf doc docx dot dotx docm odt ott rtf txt text md markdown rst tex log xls xlsx xlsm xlt ods ots csv tsv ppt pptx pps ppsx odp key pages numbers epub mobi azw3 djvu ps xps eml msg vcf ics"
  ],
  ["Audio", "mp3 wav flac aac m4a m4b ogg oga opus wma aif aiff alac mid midi amr ape"],
  ["Video", "mp4 m4v mkv mov avi wmv flv webm mpg mpeg m2ts mts 3gp 3g2 ogv vob"],
  ["Archives", "zip tar gz tgz bz2 tbz tbz2 xz txz zst tzst lz lzma 7z rar cab iso dmg jar war deb rpm apk"],
  [
    "Code",
    "js mjs cjs jsx ts cts tsx py pyw pyi ipynb rb php java kt kts scala groovy c h cc cpp cxx hh hpp hxx cs fs go rs swift m mm pl pm lua r jl dart ex exs erl hs ml clj lisp el vim sh bash zsh fish bat cmd ps1 sql html htm xhtml css scss sass less vue svelte json jsonc json5 yaml yml toml ini cfg conf xml xsl proto graphql gradle cmake make mk dockerfile tf patch diff"
  ]
]

// `mts` is not in Code, although TypeScript has it: among people's files it is far more often a camera's video.

const index: ReadonlyMap<string, FileKind> = new Map(
  TABLE.flatMap(([kind, extensions]) => extensions.split(" ").map((extension) => [extension, kind] as const))
)

/** All kinds in the order in which they are shown. */
export const KINDS: ReadonlyArray<FileKind> = ["Images", "Documents", "Audio", "Video", "Archives", "Code", "Other"]

/** The kind of an extension as written (without dot, any case); Other for none and unknown ones. */
export const kindOf = (extension: string): FileKind => index.get(extension.toLowerCase()) ?? "Other"

/** Extensions of a kind; empty for Other. */
export const extensionsOf = (kind: FileKind): ReadonlyArray<string> =>
  TABLE.find(([name]) => name === kind)?.[1].split(" ") ?? []
