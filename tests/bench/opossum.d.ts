/** As much of opossum 10 as the benchmark calls; it brings no types of its own. */
declare module "opossum" {
  export default class CircuitBreaker {
    constructor(action: () => Promise<unknown>, options: { readonly timeout: number | false })
    fire(): Promise<unknown>
  }
}
