/** A provider says what the public reads of its services in the council's directory. */
import { parsePounds } from '#src/base/money.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { checkboxesField, postForm, radiosField, submit, textField, wordsField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { type Described, MOST_WORDS, PRICE_UNITS, priceWords, UNIT_WORDS } from '#src/providers/directory/directory.ts'
import { describeService } from '#src/providers/directory/directory-commands.ts'
import { listDescribed } from '#src/providers/directory/directory.store.ts'
import type { LocationRecord } from '#src/providers/register.ts'
import { listLocations } from '#src/providers/register.store.ts'

const HREF = '/portal/directory'

const read = ({ shell, actor }: Visit) =>
  shell.read(actor, async (tx) => {
    const organisationRef = actor.organisation ?? ''
    const services = (await listLocations(tx, organisationRef)).filter(({ status }) => status === 'registered')
    const described = await listDescribed(tx, organisationRef)
    return { services, saidOf: new Map(described.map((one) => [one.locationRef, one])) }
  })

const nameOf = ({ name, locationRef }: LocationRecord): string => name ?? locationRef

/** The provider's services, and what it has said of each. */
export async function showOwnServices(visit: Visit): Promise<Reply> {
  const { services, saidOf } = await read(visit)
  return page({
    title: 'Your services in the public directory',
    section: 'offers',
    breadcrumbs: [{ text: 'Requests for care', href: '/portal/offers' }, { text: 'Public directory' }],
    content: html`<p class="govuk-body">Everybody can read the directory, and people who pay for their own care choose from it. It shows what the register says of each service, and what you add here.</p>${dataTable<LocationRecord>(
      {
        caption: 'Your registered services',
        captionHidden: true,
        rows: services,
        empty: 'The register has no registered service of yours.',
        columns: [
          {
            heading: 'Service',
            cell: (one) =>
              html`${link(nameOf(one), `${HREF}/${one.locationRef}`)}${small(`${one.locationRef} ${one.postcode ?? ''}`)}`,
          },
          {
            heading: 'People who pay for themselves',
            cell: ({ locationRef }) => {
              const said = saidOf.get(locationRef)
              return said ? (said.takesSelfFunders ? 'Taken' : 'Not taken') : 'You have not said'
            },
          },
          {
            heading: 'Price',
            cell: ({ locationRef }) => {
              const price = saidOf.get(locationRef)?.price
              return price ? priceWords(price) : 'Not given'
            },
          },
        ],
      },
    )}`,
    aside: whatHappensNext('What you save here is in the directory within the hour, by day.'),
  })
}

type Shown = { readonly typed?: Visit['form']; readonly errors?: readonly FieldError[] }

export async function showOwnService(visit: Visit, { typed, errors = [] }: Shown = {}): Promise<Reply> {
  const { services, saidOf } = await read(visit)
  const service = services.find(({ locationRef }) => locationRef === visit.params['ref'])
  if (!service) return notFound()
  const said = saidOf.get(service.locationRef)
  return page(
    {
      title: nameOf(service),
      caption: 'What the public reads',
      section: 'offers',
      breadcrumbs: [{ text: 'Public directory', href: HREF }, { text: nameOf(service) }],
      errors,
      content: postForm({
        action: `${HREF}/${service.locationRef}`,
        csrf: visit.csrf,
        content: fieldsOf(typed ? valuesOf(typed) : valuesSaid(said), errors),
      }),
      aside: whatHappensNext(
        'Address, ratings and kinds of care are the register’s: ask the Care Quality Commission to put them right.',
      ),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

type Values = Readonly<Record<'description' | 'phone' | 'email' | 'unit' | 'from' | 'to' | 'priceNote', string>> & {
  readonly takes: boolean
}

const valuesOf = (form: Visit['form']): Values => {
  const typed = (name: string): string => typedText(form, name)
  return {
    ...{ description: typed('description'), phone: typed('phone'), email: typed('email'), unit: typed('unit') },
    ...{ from: typed('from'), to: typed('to'), priceNote: typed('priceNote'), takes: typed('takes') === 'yes' },
  }
}

const inPounds = (pence: number): string => (pence / 100).toFixed(2)

const valuesSaid = (said: Described | undefined): Values => ({
  ...{ description: said?.description ?? '', phone: said?.phone ?? '', email: said?.email ?? '' },
  ...{ unit: said?.price?.unit ?? '', from: said?.price ? inPounds(said.price.fromPence) : '' },
  ...{ to: said?.price ? inPounds(said.price.toPence) : '', priceNote: said?.priceNote ?? '' },
  takes: said?.takesSelfFunders ?? false,
})

const fieldsOf = (values: Values, errors: readonly FieldError[]): Html =>
  html`${wordsField({
    ...{ name: 'description', label: 'What you offer, and for whom', rows: 6, mostWords: MOST_WORDS, errors },
    value: values.description,
  })}${textField({ name: 'phone', label: 'Phone for new enquiries (optional)', value: values.phone, width: 20, errors })}${textField(
    { name: 'email', label: 'Email for new enquiries (optional)', value: values.email, errors },
  )}${checkboxesField({
    ...{ name: 'takes', label: 'People who pay for their own care', values: values.takes ? ['yes'] : [] },
    choices: [{ value: 'yes', text: 'We take people who pay for themselves' }],
  })}${radiosField({
    ...{ name: 'unit', label: 'What you ask of them is a price for', inline: true, value: values.unit, errors },
    choices: PRICE_UNITS.map((unit) => ({ value: unit, text: UNIT_WORDS[unit] })),
  })}${textField({ name: 'from', label: 'Lowest price in pounds (optional)', value: values.from, width: 5, errors })}${textField(
    { name: 'to', label: 'Highest price in pounds (optional)', value: values.to, width: 5, errors },
  )}${textField({
    ...{ name: 'priceNote', label: 'What the price depends on (optional)', value: values.priceNote, errors },
    hint: 'For example, nights and weekends cost more',
  })}${submit('Save')}`

/** The price that was typed, or what is wrong with it. */
function priceOf({ unit, from, to }: Values): { price?: Described['price']; faults: FieldError[] } {
  if (from === '' && to === '') return { faults: [] }
  const faults: FieldError[] = []
  const known = PRICE_UNITS.find((one) => one === unit)
  if (!known) faults.push({ field: 'unit', message: 'Say what the price is for: an hour or a week' })
  const pence = (field: 'from' | 'to', text: string): number => {
    const pounds = parsePounds(text)
    if (pounds !== undefined) return pounds
    faults.push({ field, message: 'Enter a price in pounds, like 24.50' })
    return 0
  }
  const fromPence = pence('from', from === '' ? to : from)
  const toPence = to === '' ? fromPence : pence('to', to)
  return known && faults.length === 0 ? { price: { unit: known, fromPence, toPence }, faults } : { faults }
}

export async function postOwnService(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const values = valuesOf(form)
  const { price, faults } = priceOf(values)
  if (faults.length > 0) return showOwnService(visit, { typed: form, errors: faults })
  const { description, phone, email, takes, priceNote } = values
  const described = await describeService(shell, actor, {
    organisationRef: actor.organisation ?? '',
    said: {
      ...{ locationRef: params['ref'] ?? '', description, priceNote, price, takesSelfFunders: takes },
      ...{ phone: phone || null, email: email || null },
    },
  })
  if (described.ok) return seeOther(HREF, 'Saved: it is in the directory within the hour, by day')
  if (described.error === 'no such service') return notFound()
  return showOwnService(visit, { typed: form, errors: described.error })
}
