/** A record as the audit trail names it: `kind:reference`, e.g. `package:PK-1001`. */
export type RecordKey = `${string}:${string}`

/**
 * Who acts. `grants` are `stage.verb` permissions, the same words for officers' roles, provider users and machines' scopes.
 * With an `organisation` the database shows rows of that organisation only.
 */
export type Actor = {
  readonly kind: 'officer' | 'provider' | 'machine' | 'system' | 'visitor'
  readonly council: number
  readonly id: string
  readonly name: string
  readonly organisation?: string
  /** In a joint arrangement, the member that the officer works for: of what is a member's own, the database shows theirs. */
  readonly member?: number
  /** The officer who answers for a machine: what it asks for or chooses counts as theirs. */
  readonly answerable?: string
  readonly grants: ReadonlySet<string>
}

/** The clock and the importers: may do everything that a listener or a job does, always named as the system in the audit. */
export const systemActor = (council: number): Actor => ({
  kind: 'system',
  council,
  id: 'system',
  name: 'Almoner',
  grants: new Set(['*']),
})

/** The same officer where the work is the whole arrangement's, such as ranking bids; what is shown of it is for the caller to pick. */
export const forAllMembers = ({ member: _, ...actor }: Actor): Actor => actor

/** Anybody who reads what a council publishes: no name, no grants, and of the database only the tables that are public. */
export const visitorOf = (council: number): Actor => ({
  kind: 'visitor',
  council,
  id: 'visitor',
  name: 'A visitor',
  grants: new Set(),
})

/** The person whose act it is: nobody signs or approves what their own software asked for. */
export const personBehind = (actor: Actor): string => actor.answerable ?? actor.id

/** "Rota system, for O-1003" */
export const nameWithPerson = ({ name, answerable }: Actor): string =>
  answerable === undefined ? name : `${name}, for ${answerable}`

export const may = (actor: Actor, grant: string): boolean => actor.grants.has(grant) || actor.grants.has('*')
