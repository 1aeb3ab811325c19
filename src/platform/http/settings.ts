/** What the http layer must know of where it runs. */
export type HttpSettings = {
  /** The store is the trial one: fictional people, said on every page. */
  trial: boolean
  /** Browsers reach it by https: cookies are marked secure and HSTS is sent. */
  https: boolean
  /** Where browsers find it, without a slash at the end; else as each request says. */
  site?: string
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
  /** Tries to sign in with a password, to reset it or to fetch a token, from one address in five minutes. */
  secretsPerAddress: number
  /** Staff on their way to the identity provider, from one address in five minutes. */
  officePerAddress: number
  formBytes: number
  apiBytes: number
}

export const LIMITS: Limits = {
  apiPerMinute: 3000,
  secretsPerAddress: 40,
  officePerAddress: 2000,
  formBytes: 1_048_576,
  apiBytes: 1_048_576,
}
