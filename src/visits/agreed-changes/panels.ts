import { clockInWords, dayOf, formatDay } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { html, type Html } from '#src/platform/pages/html.ts'
import { dataTable } from '#src/platform/pages/table.ts'
import type { Panel, WorkItem, WorkSource } from '#src/platform/panels.ts'
import { bankSince } from '#src/visits/agreed-changes/agree-commands.ts'
import { balanceOn } from '#src/visits/agreed-changes/agreed-change.ts'
import { type KeptEntry, listBanked, searchChanges } from '#src/visits/agreed-changes/agreed-change.store.ts'
import { WHY_ASKED } from '#src/visits/agreed-changes/change-words.page.ts'
import { changeHref } from '#src/visits/agreed-changes/agreed-changes.page.ts'

/** Minutes saved and used, and what is left, by package. */
async function bankedTime(tx: Read, personRef: string): Promise<Html | undefined> {
  const today = dayOf(tx.now)
  const rules = await getPolicy(tx, 'banked-time', today)
  const entries = await listBanked(tx, { personRef }, bankSince(today, rules))
  if (entries.length === 0) return undefined
  const balances = [...Map.groupBy(entries, ({ packageRef }) => packageRef)].map(
    ([packageRef, some]) => `${balanceOn(some, rules, today)} minutes of ${packageRef}`,
  )
  return html`<p class="govuk-body">To be used: ${balances.join(', ')}. At most ${rules.mostMinutes} minutes, within ${rules.withinWeeks} weeks.</p>${dataTable<KeptEntry>(
    {
      caption: 'Banked time',
      captionHidden: true,
      rows: entries.toReversed().slice(0, 10),
      columns: [
        { heading: 'Day', cell: (one) => formatDay(one.day) },
        {
          heading: 'Minutes',
          format: 'number',
          cell: (one) => (one.minutes > 0 ? `${one.minutes} saved` : `${-one.minutes} used`),
        },
        { heading: 'Agreed with', cell: (one) => one.agreedWith },
      ],
    },
  )}`
}

export const bankedTimePanel: Panel = {
  on: 'person',
  title: 'Banked time',
  grant: 'visits.see',
  tab: 'At home',
  show: bankedTime,
}

const WORK = 50
const ANSWER_WITHIN_HOURS = 24

/** Times that lie outside a window and wait for an officer. */
async function listAsked(tx: Read, actor: Actor): Promise<WorkItem[]> {
  if (actor.kind !== 'officer') return []
  const { changes } = await searchChanges(tx, { status: 'asked' }, { offset: 0, limit: WORK })
  return changes.map((change) => {
    const due = change.askedAt.add({ hours: ANSWER_WITHIN_HOURS })
    return {
      title: `${change.packageRef}, visit ${change.slot}, asked to be at ${clockInWords(change.start)}: ${WHY_ASKED[change.whyAsked ?? 'outside the window'].toLowerCase()}`,
      record: `change:${change.changeRef}`,
      href: changeHref(change.changeRef),
      due,
      action: 'Agree or refuse',
      overdue: Temporal.Instant.compare(due, tx.now) < 0,
    }
  })
}

export const askedChanges: WorkSource = { grant: 'brokerage.request', list: listAsked }
