/**
 * Text that is no request in plain English but could be made to look like one: control characters, letters that are
 * turned around or hidden, whole plans, shell programs. Such text is declined before anything is read.
 */

/** Why the text is declined, in one clause; `null` when nothing speaks against it. */
export const hostile = (text: string): string | null => {
  // oxlint-disable-next-line no-control-regex -- control characters are what is declined
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text)) return "it holds control characters."
  if (/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/.test(text))
    return "it holds characters that turn the direction of the text."
  if (/[\u200b\u2060\ufeff\u00ad]/.test(text)) return "it holds invisible characters."
  if (/^\s*[{[]/.test(text) && /["'\]}]\s*[:,}\]]/.test(text)) return "it is data, not a request."
  if (/\bsudo\b/i.test(text)) return "zenus never calls sudo."
  return null
}

/** Signs by which a shell would chain, redirect or expand, outside of quotes. */
export const shellSign = (unquoted: string): string | null => {
  const sign = /\|\||&&|\||>>?(?!\s*\d)|<(?!\s*\d)|\$\(|\$\{|`|\$[A-Za-z_]/.exec(unquoted)?.[0]
  return sign ?? null
}
