/**
 * Words for kinds of files: which extensions, which of the engine's kinds, or which name patterns they mean. The
 * nouns ("photos", "pdfs") name files by themselves; the adjectives only before a noun ("python files").
 */
import type { FileKind } from "../../plan/Selection.ts"

export interface KindWord {
  readonly kind?: FileKind
  readonly extensions?: ReadonlyArray<string>
  readonly names?: ReadonlyArray<string>
}

const byExtension = (table: Readonly<Record<string, string>>): ReadonlyArray<readonly [string, KindWord]> =>
  Object.entries(table).flatMap(([names, extensions]) =>
    names.split("|").map((name) => [name, { extensions: extensions.split(" ") }] as const)
  )
const byKind = (table: Readonly<Partial<Record<FileKind, string>>>): ReadonlyArray<readonly [string, KindWord]> =>
  Object.entries(table).flatMap(([kind, names]) =>
    names.split("|").map((name) => [name, { kind: kind as FileKind }] as const)
  )

/** Stand alone as a noun, singular or plural ("photos", "every spreadsheet"). */
export const NOUNS: ReadonlyMap<string, KindWord> = new Map([
  ...byKind({
    Images: "image|images|photo|photos|picture|pictures|pic|pics|photograph|photographs|graphics",
    Documents: "document|documents|doc files",
    Audio: "song|songs|track|tracks|audio files|sound files|sound|sounds|recordings|recording",
    Video: "video|videos|movie|movies|film|films|clip|clips",
    Archives: "archive|archives|compressed files|compressed archives"
  }),
  ...byExtension({
    "spreadsheet|spreadsheets": "xls xlsx xlsm ods csv",
    "presentation|presentations|slide decks|slides": "ppt pptx odp key",
    "script|scripts": "sh bash zsh fish py rb pl js ps1 bat cmd",
    "shell script|shell scripts|bash script|bash scripts": "sh bash zsh",
    "python script|python scripts|python module|python modules|python program|python programs|python source": "py",
    "log|logs": "log",
    "web page|web pages|webpages|webpage": "html htm",
    "zip|zips|zip archive|zip archives": "zip",
    "tarball|tarballs": "tar tar.gz tgz tar.bz2 tar.xz",
    "header|headers|header file|header files": "h hpp hh hxx",
    "source file|source files|code file|code files":
      "c cc cpp cxx h hpp py js mjs cjs jsx ts tsx java rb rs go php cs swift kt scala pl lua sh sql r",
    "stylesheet|stylesheets|style sheet|style sheets": "css scss sass less",
    "ebook|ebooks|e-book|e-books": "epub mobi azw3",
    "notebook|notebooks|jupyter notebooks": "ipynb",
    "gif|gifs": "gif",
    "screencast|screencasts": "mp4 mov webm",
    "config|configs": "conf cfg ini yaml yml toml json"
  })
])

/** Before "file", "files", "photos" and the like. */
export const ADJECTIVES: ReadonlyMap<string, KindWord> = new Map([
  ...byKind({
    Images: "image|photo|picture|graphic",
    Audio: "audio|music|sound|song",
    Video: "video|movie|film",
    Archives: "archive|archived|compressed",
    Documents: "document|office"
  }),
  ...byExtension({
    "text|plain text|plaintext|.txt": "txt",
    "python|python source|python3": "py",
    "javascript|java script|node": "js mjs cjs",
    typescript: "ts tsx mts cts",
    "java source": "java",
    "c source": "c",
    "c++|cpp source": "cpp cc cxx",
    "c#|csharp": "cs",
    ruby: "rb",
    rust: "rs",
    golang: "go",
    perl: "pl",
    kotlin: "kt",
    "shell|shell script|bash|shell-script": "sh bash zsh",
    markdown: "md markdown",
    html: "html htm",
    yaml: "yaml yml",
    jpeg: "jpg jpeg",
    tiff: "tif tiff",
    mpeg: "mpg mpeg",
    word: "doc docx",
    excel: "xls xlsx",
    powerpoint: "ppt pptx",
    spreadsheet: "xls xlsx xlsm ods csv",
    log: "log",
    backup: "bak old orig",
    "temporary|temp": "tmp temp",
    "config|configuration|settings": "conf cfg ini yaml yml toml json",
    "source|source code|code":
      "c cc cpp cxx h hpp py js mjs cjs jsx ts tsx java rb rs go php cs swift kt scala pl lua sh sql r",
    zipped: "zip",
    "tarball|tar archive": "tar tar.gz tgz tar.bz2 tar.xz",
    "gzip|gzipped|gz compressed": "gz",
    bzip2: "bz2",
    object: "o obj",
    font: "ttf otf woff woff2",
    database: "db sqlite sqlite3",
    certificate: "pem crt cer",
    subtitle: "srt vtt sub",
    ebook: "epub mobi azw3"
  })
])

/** What people write as an extension without a dot. Plurals with `s` are read too ("pdfs"). */
export const EXTENSIONS: ReadonlySet<string> = new Set(
  `jpg jpeg png gif bmp tif tiff webp svg ico heic heif raw cr2 cr3 nef arw dng orf rw2 psd ai eps pdf doc docx odt rtf txt md rst tex log xls xlsx ods csv tsv ppt pptx odp
  epub mobi eml vcf ics mp3 wav flac aac m4a ogg oga opus wma aif aiff mid midi mp4 m4v mkv mov avi wmv flv webm mpg mpeg 3gp ogv vob zip tar gz tgz bz2 xz
  zst 7z rar cab iso dmg jar war deb rpm apk js mjs cjs jsx ts tsx mts py pyc pyo ipynb rb php java kt scala groovy c h cc cpp cxx hh hpp cs fs go rs swift m pl pm lua
  dart ex exs erl hs ml clj el vim sh bash zsh fish bat cmd ps1 sql html htm xhtml css scss sass less vue json jsonc yaml yml toml ini cfg conf xml xsl proto
  gradle cmake mk tf patch diff bak tmp temp old orig swp o obj so a dll exe class out bin dat img dump map lock db sqlite pem key crt cer srt sub ttf otf woff
  woff2 tar.gz tar.bz2 tar.xz crdownload part torrent env properties service msi vmdk ova qcow2 gitignore sorted`
    .trim()
    .split(/\s+/)
)

/** Extensions that are also plain English: only with a dot, or before "file(s)". */
export const RISKY_EXTENSIONS: ReadonlySet<string> = new Set(
  "a c h m o old out go key part map lock class less el ex sub so raw pages numbers temp bin fish service properties env torrent dump img dat ai ml fs pl pm cs rs vim key mid patch diff sorted obj orig cab".split(
    " "
  )
)

/**
 * The extensions of a kind, for "not images": what is left out must be said by extension. All that the kind has where it is chosen, since
 * what is missing here would go with "everything except photos"; a test compares them with the tools' table.
 */
export const KIND_EXTENSIONS: ReadonlyMap<FileKind, ReadonlyArray<string>> = new Map<FileKind, ReadonlyArray<string>>([
  [
    "Images",
    "jpg jpeg jpe jfif png gif bmp tif tiff webp svg svgz ico heic heif avif raw cr2 cr3 nef arw dng orf rw2 psd xcf ai eps".split(
      " "
    )
  ],
  ["Audio", "mp3 wav flac aac m4a m4b ogg oga opus wma aif aiff alac mid midi amr ape".split(" ")],
  ["Video", "mp4 m4v mkv mov avi wmv flv webm mpg mpeg m2ts mts 3gp 3g2 ogv vob".split(" ")],
  ["Archives", "zip tar gz tgz bz2 tbz tbz2 xz txz zst tzst lz lzma 7z rar cab iso dmg jar war deb rpm apk".split(" ")],
  [
    "Documents",
    "pdf doc docx dot dotx docm odt ott rtf txt text md markdown rst tex log xls xlsx xlsm xlt ods ots csv tsv ppt pptx pps ppsx odp key pages numbers epub mobi azw3 djvu ps xps eml msg vcf ics".split(
      " "
    )
  ]
])

/** The extensions of what a noun names ("photos", "a spreadsheet"); `null` for a word that names no kind of files by them. */
export const extensionsOf = (noun: string): ReadonlyArray<string> | null => {
  const word = NOUNS.get(noun.toLowerCase())
  return word?.extensions ?? (word?.kind === undefined ? null : (KIND_EXTENSIONS.get(word.kind) ?? null))
}
