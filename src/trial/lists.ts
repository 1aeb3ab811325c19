import { Readable } from 'node:stream'
import { addDays, type Day } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { reserveRefs } from '#src/platform/references.ts'
import {
  beginApplication,
  giveEvidence,
  type LoadedMember,
  loadMembers,
  openToMembers,
  planMarket,
  rankMarket,
  recheckMarket,
  sendToCouncil,
} from '#src/tendering/index.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import { ZONES } from '#src/trial/wenbury.ts'

type Making = {
  readonly shell: Shell
  readonly clerk: Actor
  readonly today: Day
  readonly providers: readonly MadeProvider[]
}

/** A council as small as the tests' suspends nobody: each of its providers is somebody's in a story. */
const MANY = 20

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`the trial lists could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

const CERTIFICATE = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`

const CONDITIONS = [
  { key: 'C1', kind: 'cqc_personal_care', text: 'Registered with CQC for personal care', evidence: false },
  { key: 'C2', kind: 'insurance', text: 'Public liability insurance of at least £5 million', evidence: true },
  { key: 'C3', kind: 'call_monitoring', text: 'Call monitoring that sends log-ins to the council', evidence: true },
] as const

const LOTS = ZONES.map(({ zone, name }, at) => ({ lot: `L${at + 1}`, title: name, zones: [zone] }))
const WEIGHTS = { quality: 40, price: 30, rating: 10, capacity: 10, performance: 10 }

/** An approved list with all providers on it, and a dynamic market that one of them asks to join. */
export async function makeLists(making: Making): Promise<void> {
  const { shell, clerk } = making
  const kept = await shell.files.keep(Readable.from([CERTIFICATE]))
  const list = must(
    await planMarket(shell, clerk, {
      ...{ kind: 'approved_list', title: 'Home care approved list', service: 'home_care', lots: LOTS },
      summary: 'Providers of care at home that meet the council’s conditions, in each zone of Wenbury',
      conditions: [...CONDITIONS],
      ...{ mostMembers: null, beganOn: null, endsOn: null, tenderRef: null, ranking: WEIGHTS },
    }),
  )
  must(await openToMembers(shell, clerk, list.marketRef))
  const members = membersOf(making, kept)
  must(
    await shell.command(clerk, 'load-members', async (tx) => {
      await loadMembers(tx, list, members)
      await reserveRefs(tx, 'EV', 1000 + members.flatMap(({ evidence }) => evidence).length)
      return { ok: true as const, value: members.length }
    }),
  )
  must(await rankMarket(shell, clerk, list.marketRef))
  if (members.length > MANY) await recheckMarket(shell, clerk, list.marketRef)
  await makeDynamicMarket(making, kept)
}

/** Two have evidence that ends soon; the last of many let it lapse. */
function endOf(at: number, count: number, today: Day): Day {
  if (at === 4) return addDays(today, 25)
  if (at === 5) return addDays(today, 6)
  return at === count - 1 && count > MANY ? addDays(today, -1) : addDays(today, 90 + ((at * 37) % 240))
}

const membersOf = ({ providers, today }: Making, kept: { sha256: string; bytes: number }): LoadedMember[] =>
  providers.map(({ organisationRef, name, zones, size }, at) => ({
    ...{ organisationRef, name },
    lots: LOTS.filter((lot) => lot.zones.some((zone) => zones.includes(zone))).map(({ lot }) => lot),
    sinceDay: addDays(today, -400 + at),
    checkedOn: addDays(today, -((at * 11) % 300)),
    qualityPercent: 55 + ((at * 17) % 41),
    pricePence: 2_150 + ((at * 29) % 260),
    capacityHours: 10 * size,
    evidence: [
      {
        ...{ evidenceRef: `EV-${1001 + 2 * at}`, condition: 'C2', fileName: 'public-liability.pdf', ...kept },
        expiresOn: endOf(at, providers.length, today),
      },
      {
        ...{ evidenceRef: `EV-${1002 + 2 * at}`, condition: 'C3', fileName: 'call-monitoring.pdf', ...kept },
        expiresOn: null,
      },
    ],
  }))

async function makeDynamicMarket({ shell, clerk, providers, today }: Making, kept: { sha256: string; bytes: number }) {
  const market = must(
    await planMarket(shell, clerk, {
      ...{ kind: 'dynamic_market', title: 'Dynamic market for care with housing', service: 'supported_living' },
      summary: 'Support in people’s own homes where housing and care go together. Open to join at any time',
      lots: LOTS,
      conditions: CONDITIONS.slice(0, 2),
      ...{ mostMembers: null, beganOn: null, endsOn: null, tenderRef: null, ranking: WEIGHTS },
    }),
  )
  must(await openToMembers(shell, clerk, market.marketRef))
  const applicant = providers[2]
  if (!applicant) return
  const actor: Actor = {
    ...{ kind: 'provider', council: clerk.council, id: 'provider', name: applicant.name },
    organisation: applicant.organisationRef,
    grants: new Set(['tendering.bid']),
  }
  const { applicationRef } = must(await beginApplication(shell, actor, market.marketRef))
  must(
    await giveEvidence(shell, actor, {
      ...{ marketRef: market.marketRef, condition: 'C2', fileName: 'public-liability.pdf', words: '', ...kept },
      expiresOn: addDays(today, 200),
    }),
  )
  must(await sendToCouncil(shell, actor, { applicationRef, lots: ['L1', 'L3'] }))
}
