/** The public face of the core: what people import as `@zenus/core`. */
export {}
