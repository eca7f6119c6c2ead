/** The forms of archives that can be made and unpacked: a table of their endings, what they hold, and which program packs them where we do not. Pure. */

export const FORMS = ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "gz", "bz2", "xz"] as const
export type Form = (typeof FORMS)[number]

/** Programs of the system that pack what node has no codec for. */
export type Packer = "bzip2" | "xz"

export interface FormFacts {
  /** Lower case; the first one is written. */
  readonly endings: readonly [string, ...ReadonlyArray<string>]
  /** A single file, or a tree. */
  readonly holds: "one" | "many"
  readonly packer: Packer | null
}

export const FORM_FACTS: Record<Form, FormFacts> = {
  zip: { endings: [".zip"], holds: "many", packer: null },
  tar: { endings: [".tar"], holds: "many", packer: null },
  "tar.gz": { endings: [".tar.gz", ".tgz"], holds: "many", packer: null },
  "tar.bz2": { endings: [".tar.bz2", ".tbz2", ".tbz"], holds: "many", packer: "bzip2" },
  "tar.xz": { endings: [".tar.xz", ".txz"], holds: "many", packer: "xz" },
  gz: { endings: [".gz"], holds: "one", packer: null },
  bz2: { endings: [".bz2"], holds: "one", packer: "bzip2" },
  xz: { endings: [".xz"], holds: "one", packer: "xz" }
}

/** The form that a name's ending says (`.tar.gz` before `.gz`), and the name without it; `null` for other endings. */
export const formOfName = (name: string): { readonly form: Form; readonly stem: string } | null => {
  const lower = name.toLowerCase()
  // The single forms stand last in the list, so the double endings are seen first.
  for (const form of FORMS) {
    const ending = FORM_FACTS[form].endings.find((one) => lower.endsWith(one) && lower.length > one.length)
    if (ending !== undefined) return { form, stem: name.slice(0, -ending.length) }
  }
  return null
}

const TREES: ReadonlyMap<Form, Form> = new Map([
  ["gz", "tar.gz"],
  ["bz2", "tar.bz2"],
  ["xz", "tar.xz"]
])

/** The form for trees that packs like a form for single files. */
export const treeForm = (form: Form): Form => TREES.get(form) ?? form
