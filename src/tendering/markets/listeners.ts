import { formatDay } from '#src/base/day.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import { type Listener, listen, type Write } from '#src/platform/command.ts'
import type { ProviderFact } from '#src/providers/index.ts'
import type { AwardFact } from '#src/tendering/awards/facts.ts'
import { enrolOfTender } from '#src/tendering/markets/enrol-commands.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import { recheckProvider } from '#src/tendering/markets/member-check-commands.ts'
import { TELL_OF_MARKETS } from '#src/tendering/markets/tell-commands.ts'

const providersOf = (about: readonly RecordKey[]): string[] =>
  about.flatMap((key) => (key.startsWith('provider:') ? [key.slice('provider:'.length)] : []))

async function recheckAll(tx: Write, about: readonly RecordKey[], what: string, words: string): Promise<void> {
  for (const organisationRef of providersOf(about)) await recheckProvider(tx, organisationRef, { what, words })
}

/** Of what a register says of a location, this bears on whether its provider may stay on a list. */
const BEARING = ['status', 'activities', 'services', 'dormant']

const tell = <T extends MarketFact['type']>(
  type: T,
  refOf: (fact: Extract<MarketFact, { type: T }>) => string,
): Listener =>
  listen<MarketFact, T>(type, (tx, fact) =>
    tx.enqueue(TELL_OF_MARKETS, { council: tx.council, template: type, ref: refOf(fact), at: tx.now.toString() }),
  )

const memberRef = ({ data }: { data: { marketRef: string; organisationRef: string } }): string =>
  `${data.marketRef} ${data.organisationRef}`

/** Changes in the regulator's register are looked at in the import that brings them; providers are told of what concerns them. */
export const marketListeners: readonly Listener[] = [
  listen<ProviderFact, 'providers.location-changed'>('providers.location-changed', async (tx, { about, data }) => {
    const fields = data.changes.map(({ field }) => field).filter((field) => BEARING.includes(field))
    if (fields.length > 0)
      await recheckAll(
        tx,
        about,
        'register',
        `The CQC register changed for ${data.name ?? data.locationRef}: ${fields.join(', ')}`,
      )
  }),
  listen<ProviderFact, 'providers.location-gone'>('providers.location-gone', (tx, { about, data }) =>
    recheckAll(
      tx,
      about,
      'register',
      `${data.name ?? data.locationRef} is no longer on the CQC register, ${formatDay(data.asOf)}`,
    ),
  ),
  listen<ProviderFact, 'providers.rating-published'>('providers.rating-published', (tx, { about, data }) =>
    recheckAll(
      tx,
      about,
      'rating',
      `CQC rated ${data.name ?? data.locationRef} ${data.rating} on ${formatDay(data.ratedOn)}, before that ${data.before ?? 'no rating'}`,
    ),
  ),
  listen<AwardFact, 'tendering.tender-awarded'>('tendering.tender-awarded', (tx, { data }) =>
    enrolOfTender(tx, data.tenderRef),
  ),
  tell('tendering.application-made', ({ data }) => data.applicationRef),
  tell('tendering.application-asked', ({ data }) => data.applicationRef),
  tell('tendering.application-admitted', ({ data }) => data.applicationRef),
  tell('tendering.application-refused', ({ data }) => data.applicationRef),
  tell('tendering.evidence-reminded', ({ data }) => data.evidenceRef),
  tell('tendering.member-suspended', memberRef),
  tell('tendering.member-reinstated', memberRef),
  tell('tendering.member-removed', memberRef),
]
