import { setZones } from '#src/councils/commands.ts'
import { listAreas, listZones } from '#src/councils/place.store.ts'
import { settingsCrumbs } from '#src/councils/settings/settings.page.ts'
import { KIND_WORDS, readZoneLines, zoneLine } from '#src/councils/settings/zone-form.ts'
import { may } from '#src/platform/actor.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { dataTable, small } from '#src/platform/pages/table.ts'
import { html } from '#src/platform/pages/html.ts'

const read = ({ actor, shell }: Visit) =>
  shell.read(actor, async (tx) => ({ zones: await listZones(tx), areas: await listAreas(tx) }))

export async function listZonesPage(visit: Visit): Promise<Reply> {
  const { zones, areas } = await read(visit)
  const startsOf = (code: string): string =>
    areas
      .filter(({ zone }) => zone === code)
      .map(({ postcodeStart }) => postcodeStart)
      .join(', ')
  return page({
    title: 'Zones',
    breadcrumbs: settingsCrumbs({ text: 'Zones' }),
    actions: [
      may(visit.actor, 'councils.manage') && { text: 'Change the zones', href: '/zones/change' },
      may(visit.actor, 'councils.manage') && { text: 'Boundaries', href: '/zones/boundaries' },
    ],
    content: dataTable({
      caption: 'Zones',
      captionHidden: true,
      folds: true,
      rows: zones,
      empty: 'There is no zone yet. Contracts, rate cards and packages need one at least.',
      columns: [
        { heading: 'Zone', cell: (one) => html`${one.name}${small(one.zone)}` },
        { heading: 'Kind', cell: (one) => KIND_WORDS[one.kind] },
        { heading: 'Postcodes', cell: (one) => startsOf(one.zone) || 'None said' },
      ],
    }),
  })
}

const changeView = (lines: string, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: 'Change the zones',
  breadcrumbs: settingsCrumbs({ text: 'Zones', href: '/zones' }, { text: 'Change' }),
  errors,
  content: postForm({
    action: '/zones/change',
    csrf,
    content: html`<p class="govuk-body">A zone that is left out stays: people, contracts and rate cards have it. New postcodes count for people who are added or move from now on.</p>
${textareaField({ name: 'zones', label: 'Zones, one a line', hint: 'The code, the name, and urban, market town or rural; after a colon how its postcodes start. For example: town, Wenbury town, urban: WB1, WB2 3', value: lines, rows: 8, errors })}
${submit('Save the zones', { href: '/zones' })}`,
  }),
})

export async function showChangeZones(visit: Visit): Promise<Reply> {
  const { zones, areas } = await read(visit)
  return page(changeView(zones.map((zone) => zoneLine(zone, areas)).join('\n'), visit.csrf))
}

export async function postChangeZones({ actor, shell, form, csrf }: Visit): Promise<Reply> {
  const lines = typedText(form, 'zones')
  const again = (message: string): Reply =>
    page(changeView(lines, csrf, [{ field: 'zones', message }]), { status: 400 })
  const typed = readZoneLines(lines)
  if (!typed.ok) return again(typed.error)
  const set = await setZones(shell, actor, typed.value)
  return set.ok ? seeOther('/zones', 'The zones have been saved.') : again('Write at least one zone')
}
