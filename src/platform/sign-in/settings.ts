/** How people sign in on this installation. */
export type SignInSettings = {
  /** The store is the trial one. */
  trial: boolean
  /** The address that the server listens on, such as 127.0.0.1. */
  host: string
  /** Where browsers find it, without a slash at the end: https://almoner.example.gov.uk */
  address: string
  openId?: OpenIdSettings
}

export type OpenIdSettings = {
  issuer: string
  clientId: string
  clientSecret: string
  /** The council whose officers sign in there. */
  council: number
  /** The identity provider's app roles to Almoner's, where the names differ. */
  roles: Readonly<Record<string, string>>
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/**
 * "Choose who to be" is for fictional people on one's own machine: the store must be the trial one and nobody else able
 * to reach the server. No setting switches it on.
 */
export const mayChooseWhoToBe = ({ trial, host }: Pick<SignInSettings, 'trial' | 'host'>): boolean =>
  trial && LOOPBACK.includes(host)

export const isLoopback = (address: string): boolean =>
  address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)

/** Reads `ALMONER_OIDC_…`; undefined when none is set. @throws in words when they are set by halves. */
export function openIdFrom(environment: Record<string, string | undefined>): OpenIdSettings | undefined {
  const issuer = environment['ALMONER_OIDC_ISSUER']
  const clientId = environment['ALMONER_OIDC_CLIENT_ID']
  const clientSecret = environment['ALMONER_OIDC_CLIENT_SECRET']
  if (!issuer && !clientId && !clientSecret) return undefined
  if (!issuer || !clientId || !clientSecret) {
    throw new Error(
      'Staff sign-in needs all of ALMONER_OIDC_ISSUER, ALMONER_OIDC_CLIENT_ID and ALMONER_OIDC_CLIENT_SECRET',
    )
  }
  const { protocol, hostname } = new URL(issuer)
  if (protocol !== 'https:' && !LOOPBACK.includes(hostname))
    throw new Error('ALMONER_OIDC_ISSUER must begin with https://')
  const council = Number(environment['ALMONER_OIDC_COUNCIL'] ?? '1')
  if (!Number.isSafeInteger(council) || council < 1)
    throw new Error('ALMONER_OIDC_COUNCIL must be the number of a council')
  return { issuer, clientId, clientSecret, council, roles: rolesFrom(environment['ALMONER_OIDC_ROLES'] ?? '') }
}

/** `Almoner.Broker=broker,Almoner.Finance=finance_officer` */
function rolesFrom(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('=').map((side) => side.trim()))
  if (text !== '' && pairs.some(([theirs, ours, more]) => !theirs || !ours || more !== undefined)) {
    throw new Error('ALMONER_OIDC_ROLES must be pairs such as Almoner.Broker=broker, with commas between')
  }
  return text === '' ? {} : Object.fromEntries(pairs)
}
