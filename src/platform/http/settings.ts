/** What the http layer must know of where it runs. */
export type HttpSettings = {
  /** The store is the trial one: fictional people, said on every page. */
  trial: boolean
  /** Browsers reach it by https: cookies are marked secure and HSTS is sent. */
  https: boolean
  /** Proxies in front whose `x-forwarded-for` is believed, as Fastify's trustProxy takes them; none unless said. */
  trustProxy?: boolean | string | string[]
  logLevel?: string
  /** Where log lines go; standard output unless said. */
  logTo?: { write(line: string): void }
  limits?: Partial<Limits>
}

export type Limits = {
  /** Calls a minute that one machine client may make. */
  apiPerMinute: number
  /** Tries to sign in, reset or fetch a token from one address in five minutes. */
  signInPerAddress: number
  formBytes: number
  apiBytes: number
}

export const LIMITS: Limits = {
  apiPerMinute: 3000,
  signInPerAddress: 40,
  formBytes: 1_048_576,
  apiBytes: 1_048_576,
}
