import { addDays, dayOf, type Day } from '#src/base/day.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  type Form,
  moneyField,
  postForm,
  radiosField,
  submit,
  textField,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { type Kind, PA23_FROM, regimeName, regimeOf } from '#src/tendering/regime/regime.ts'
import { FormReading } from '#src/tendering/tenders/form-reading.page.ts'
import { ROUTES, routeName } from '#src/tendering/tenders/route.ts'
import { ROUTE_NAMES } from '#src/tendering/tenders/spec.ts'
import { draftTender } from '#src/tendering/tenders/tender-commands.ts'
import type { Begun } from '#src/tendering/tenders/draft.ts'

const KINDS: readonly { value: Kind; text: string; hint: string }[] = [
  { value: 'light_touch', text: 'Care and support', hint: 'Home care, day care and the like: the light-touch rules' },
  { value: 'services', text: 'Other services', hint: 'Software, cleaning, training' },
  { value: 'works', text: 'Works', hint: 'Building and adapting' },
]

const view = (typed: Form, csrf: string, errors: readonly FieldError[]): Page => ({
  title: 'Begin a tender',
  section: 'tendering',
  errors,
  breadcrumbs: [{ text: 'Tendering', href: '/tenders' }, { text: 'Begin a tender' }],
  content: postForm({
    action: '/tenders/new',
    csrf,
    content: html`
      ${textField({ name: 'title', label: 'Title', hint: 'For example: Home care in Wenbury 2027 to 2031', value: typedText(typed, 'title'), errors })}
      ${textField({ name: 'service', label: 'Service', hint: 'As rate cards write it, such as home_care', value: typedText(typed, 'service'), width: 20, errors })}
      ${radiosField({ name: 'kind', label: 'What is bought', value: typedText(typed, 'kind'), choices: KINDS, errors })}
      ${moneyField({ name: 'estimated', label: 'Estimated value', hint: 'With VAT, over the whole term and its extensions, for all who may use it. It decides which law applies', value: typedText(typed, 'estimated'), width: 10, errors })}
      ${checkboxesField({
        name: 'about',
        label: 'About it',
        values: chosen(typed, 'about'),
        choices: [
          { value: 'health', text: 'It is mainly health care' },
          { value: 'old', text: 'It is called off from what began before 24 February 2025' },
        ],
        errors,
      })}
      ${radiosField({ name: 'route', label: 'Route', value: typedText(typed, 'route'), choices: ROUTE_NAMES.map((value) => ({ value, text: ROUTES[value].name, hint: ROUTES[value].hint })), errors })}
      ${submit('Begin', { href: '/tenders' })}`,
  }),
})

export const showBegin = ({ csrf }: Visit): Reply =>
  page(view({ service: 'home_care', kind: 'light_touch', route: 'open_framework' }, csrf, []))

export async function postBegin({ actor, shell, form, csrf }: Visit): Promise<Reply> {
  const { begun, errors } = readBegun(form, dayOf(shell.now()))
  const again = (faults: readonly FieldError[]) => page(view(form, csrf, faults), { status: 400 })
  if (errors.length > 0) return again(errors)
  const drafted = await draftTender(shell, actor, begun)
  if (drafted.ok) return seeOther(`/tenders/${drafted.value.tenderRef}/prepare`, 'The tender is begun.')
  if (drafted.error === 'no title') return again([{ field: 'title', message: 'Enter a title' }])
  return again([
    {
      field: 'route',
      message: `${regimeName(begun.regime)} applies, which does not know “${routeName(begun.route)}”. Choose another route, or correct the value`,
    },
  ])
}

/** What commenced before the Act stays with the law before it (P-01, P-02). */
function readBegun(form: Form, today: Day): { begun: Begun; errors: readonly FieldError[] } {
  const reading = new FormReading(form)
  const kind = reading.oneOf('kind', ['light_touch', 'services', 'works'], 'Choose what is bought')
  const estimatedPence = reading.pounds('estimated', 'Enter the value in pounds, such as 24,000,000')
  const about = reading.chosen('about')
  const commencedOn = about.includes('old') ? addDays(PA23_FROM, -1) : today
  const begun = {
    title: reading.need('title', 'Enter a title'),
    service: reading.need('service', 'Enter the service, such as home_care'),
    route: reading.oneOf('route', ROUTE_NAMES, 'Choose a route'),
    regime: regimeOf({ commencedOn, estimatedPence, kind, health: about.includes('health') }),
    estimatedPence,
  }
  return { begun, errors: reading.errors }
}
