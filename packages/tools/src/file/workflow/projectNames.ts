/** The forms in which a project's name goes into its files: each fits where it is written, whatever the folder is called. Pure. */
import { escapeName } from "@zenus/core"

export interface ProjectNames {
  /** For people, on one line: the folder's name with control characters escaped. */
  readonly title: string
  /** For packages: `my-app`. Lower-case ASCII letters, digits and `-`, a letter first, at most 60 characters. */
  readonly slug: string
  /** For modules: `my_app`. */
  readonly module: string
}

export const projectNames = (folder: string): ProjectNames => {
  const plain = folder
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "")
  const slug = plain === "" ? "project" : /^[a-z]/.test(plain) ? plain : `project-${plain}`
  return { title: escapeName(folder), slug, module: slug.replaceAll("-", "_") }
}

/** For text in HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
