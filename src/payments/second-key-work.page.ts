/** What waits for a second officer, on my work: uplifts, payment files and pay runs that another has made. */
import { dayOf, type Instant, instantAt } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { periodWords } from '#src/payments/statements/line-table.page.ts'
import { listWaiting, type Waiting } from '#src/payments/second-key.store.ts'
import { risePercent } from '#src/payments/uplift/uplift.ts'
import { may, personBehind } from '#src/platform/actor.ts'
import type { WorkItem, WorkSource } from '#src/platform/panels.ts'

const GRANTS: Readonly<Record<Waiting['kind'], string>> = {
  uplift: 'payments.approve',
  'payment-file': 'payments.release',
  'pay-run': 'payments.approve',
}

function itemOf({ kind, ref, madeAt, day, to, figure, words }: Waiting, now: Instant): WorkItem {
  const within = (hours: number) => instantAt(dayOf(madeAt.add({ hours })), '17:00')
  const item = (title: string, href: string, due: Instant, action: string): WorkItem => ({
    ...{ title, record: `${kind}:${ref}`, href, due, action },
    overdue: Temporal.Instant.compare(due, now) < 0,
  })
  switch (kind) {
    case 'uplift':
      return item(
        `Uplift ${ref}: ${risePercent(figure ?? 0)} on ${words ?? ''}`,
        `/uplifts/${ref}`,
        within(120),
        'Check and approve',
      )
    case 'payment-file':
      // The bank takes it until the end of the working day before it is processed.
      return item(
        `Payment file ${ref}, ${formatPence(figure ?? 0)}`,
        `/payment-files/${ref}`,
        instantAt(day ?? dayOf(madeAt), '00:00'),
        'Check and release',
      )
    case 'pay-run':
      return item(
        `Pay run ${ref}, ${periodWords({ from: day ?? dayOf(madeAt), to: to ?? dayOf(madeAt) })}`,
        `/pay-runs/${ref}`,
        within(48),
        'Check and approve',
      )
  }
}

export const secondKeyWork: WorkSource = {
  grant: 'payments.see',
  async list(tx, actor) {
    if (!Object.values(GRANTS).some((grant) => may(actor, grant))) return []
    return (await listWaiting(tx))
      .filter(({ kind, madeBy }) => may(actor, GRANTS[kind]) && madeBy !== personBehind(actor))
      .map((waiting) => itemOf(waiting, tx.now))
  },
}
