/** Whom a package that waits is placed together with: set and parted. */
import { nameFor } from '#src/brokerage/packages/packages.page.ts'
import { placeApart, placeTogether, type TogetherRefusal } from '#src/brokerage/waiting-list/together-commands.ts'
import { togetherWith, type Waiting } from '#src/brokerage/waiting-list/waiting.ts'
import { WAITING_LIST } from '#src/brokerage/waiting-list/waiting-list.page.ts'
import { listWaiting } from '#src/brokerage/waiting-list/waiting.store.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { postForm, submit, textField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'

const hrefOf = (packageRef: string) => `${WAITING_LIST}/together/${packageRef}` as const

export async function showTogether(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell, actor, params, csrf, form } = visit
  const packageRef = params['package'] ?? ''
  const { waiting } = await shell.read(actor, (tx) => listWaiting(tx))
  const one = waiting.find((each) => each.packageRef === packageRef)
  if (!one) return notFound()
  const others = togetherWith(one, waiting)
  await shell.noteList(actor, 'who is placed together', { packageRef, count: others.length + 1 })
  const called = (each: Waiting): string => `${each.packageRef}, ${nameFor(actor, each)}`
  const at = hrefOf(packageRef)
  return page(
    {
      title: 'Who is placed together',
      caption: `Package ${called(one)}`,
      section: 'packages',
      errors,
      breadcrumbs: [{ text: 'Waiting list', href: WAITING_LIST }, { text: packageRef }],
      content: html`<p class="govuk-body">${
        others.length === 0
          ? 'Placed on its own.'
          : `Placed at the same provider as ${others.map(called).join(' and ')}, or not at all.`
      }</p>${
        others.length > 0 &&
        postForm({
          action: `${at}/apart`,
          csrf,
          content: button({ text: 'Place apart', classes: 'govuk-button--secondary', preventDoubleClick: true }),
        })
      }${section(
        'Place with another',
        postForm({
          action: at,
          csrf,
          content: html`${textField({
            ...{ name: 'with', label: 'Which package must go to the same provider?', width: 10, errors },
            ...{ hint: 'Its reference, such as PK-1002', value: typedText(form, 'with') },
          })}${submit('Place them together', { href: WAITING_LIST })}`,
        }),
      )}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const WORDS: Readonly<Record<TogetherRefusal, string>> = {
  'no longer waits': 'No such package waits: look for its reference on the waiting list',
  'the same package': 'Enter another package than this one',
  'together already': 'They are placed together already',
}

export async function postTogether(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const packageRef = params['package'] ?? ''
  const withRef = typedText(form, 'with').trim().toUpperCase()
  const placed = await placeTogether(shell, actor, { packageRef, withRef })
  if (placed.ok) return seeOther(hrefOf(packageRef), `Placed together with ${withRef} from the next plan on`)
  return showTogether(visit, [{ field: 'with', message: WORDS[placed.error] }])
}

export async function postApart({ shell, actor, params }: Visit): Promise<Reply> {
  const packageRef = params['package'] ?? ''
  const parted = await placeApart(shell, actor, packageRef)
  if (!parted.ok && parted.error === 'no longer waits') return notFound()
  return parted.ok
    ? seeOther(hrefOf(packageRef), 'Placed apart from the next plan on')
    : notDone(hrefOf(packageRef), 'It is placed on its own already')
}
