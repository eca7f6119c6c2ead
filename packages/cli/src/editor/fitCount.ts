/** How much text that is, for a person. Pure. */
export const fitCount = (size: number): string =>
  size >= 1024 * 1024 ? `${Math.round(size / 1024 / 1024)} MB` : `${Math.ceil(size / 1024)} KB`
