import { capacityOf } from '#src/brokerage/waiting-list/supply.page.ts'
import { dayOf } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import type { Panel, WorkItem, WorkSource } from '#src/platform/panels.ts'
import { listStaleProviders } from '#src/providers/index.ts'

export const capacityPanels: readonly Panel[] = [
  { on: 'provider', title: 'What it could take on', grant: 'brokerage.see', tab: 'Work in hand', show: capacityOf },
]

/** Who has not said for too long what it could take on: no plan reckons with it. */
async function staleWork(tx: Read): Promise<WorkItem[]> {
  const { staleDays } = await getPolicy(tx, 'capacity', dayOf(tx.now))
  const stale = await listStaleProviders(tx, tx.now.subtract({ hours: staleDays * 24 }))
  const [first] = stale
  if (!first) return []
  const title =
    stale.length === 1 ? 'Capacity of one provider is too old' : `Capacity of ${stale.length} providers is too old`
  return [
    {
      ...{ title, record: `provider:${first.organisationRef}`, href: '/waiting-list/capacity?show=stale' },
      ...{ action: 'Ask them', due: first.toldAt.add({ hours: staleDays * 24 }), overdue: false },
    },
  ]
}

export const capacityWork: readonly WorkSource[] = [{ grant: 'providers.manage', list: staleWork }]
