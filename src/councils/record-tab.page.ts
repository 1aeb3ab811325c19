import { directHit } from '#src/councils/search.page.ts'
import { type Doors, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type House, type RecordKind, recordTabs, showPanels } from '#src/platform/panels.ts'

/** What later stages know of a record, on a tab of its own beside the record's page. */
async function showTab(visit: Visit, house: House, on: RecordKind): Promise<Reply> {
  const { actor, shell, params } = visit
  const [ref, slug] = [params['ref'] ?? '', params['tab'] ?? '']
  return shell.view(actor, `${on}:${ref}`, async (tx) => {
    const hit = await directHit(house, tx, actor, ref)
    if (!hit) return notFound()
    const tabs = recordTabs(house, actor, { on, ref, href: hit.href }, slug)
    const tab = tabs.find(({ current }) => current)
    if (!tab) return notFound()
    return page({
      title: hit.title,
      caption: `${hit.kind} ${ref}`,
      breadcrumbs: [{ text: ref, href: hit.href }, { text: tab.text }],
      tabs,
      content: await showPanels(house, tx, actor, on, ref, slug),
    })
  })
}

/** Whoever may see a record may see its tabs; on each of them the panels that their grants allow. */
export const mountTabs = (doors: Doors, house: House, grant: string, on: RecordKind): void =>
  doors.staff(`GET /tabs/${on}/:ref/:tab`, grant, (visit) => showTab(visit, house, on))
