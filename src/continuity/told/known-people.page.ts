/** Whom a provider serves besides those whom the council pays for: entered on a page or taken from a file, by officers and in the portal. */
import { counted } from '#src/base/counted.ts'
import { readFile } from 'node:fs/promises'
import { dayOf, formatDay } from '#src/base/day.ts'
import { type Arrangement, listArrangementsOf, serviceName } from '#src/brokerage/index.ts'
import { type ExitTold, findExitTold } from '#src/continuity/exits/exit.store.ts'
import { endTold, type FileRefusal, tellOfPeople, tellOfPerson } from '#src/continuity/told/known-person-commands.ts'
import {
  type KnownPerson,
  NEEDED,
  PAYS_WORDS,
  TOLD_FIELDS,
  TOLD_SERVICES,
  type ToldField,
  type TypedTold,
  visitsInWords,
  WHO_PAYS,
} from '#src/continuity/told/known-person.ts'
import { pageOfKnownPeople } from '#src/continuity/told/known-person.store.ts'
import { listZones } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  fileField,
  hiddenField,
  moneyField,
  postForm,
  radiosField,
  selectField,
  submit,
  textField,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Crumb, FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { findOrganisation, providerName } from '#src/providers/index.ts'

export const KNOWN_BYTES = 2_000_000
const PAGE_SIZE = 50
const FAULTS_SHOWN = 200

/** Where the page stands: of a provider for officers, of their own organisation in the portal. */
export type KnownDoor = {
  readonly at: string
  readonly section: string
  readonly crumbs: readonly Crumb[]
  readonly intro: string
  /** Who tells: officers say of whom they heard it. */
  readonly teller: 'officer' | 'provider'
}

type Form = {
  readonly typed: TypedTold
  readonly errors: readonly FieldError[]
  readonly faults?: readonly { line: number; field: string; message: string }[]
}

export async function showKnown(
  { shell, actor, query, url, csrf }: Visit,
  organisationRef: string,
  door: KnownDoor,
  form?: Form,
): Promise<Reply> {
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const found = await shell.read(actor, async (tx) => {
    const organisation = await findOrganisation(tx, organisationRef)
    return (
      organisation && {
        ...(await pageOfKnownPeople(tx, organisationRef, { offset, limit: PAGE_SIZE })),
        ...{ organisation, zones: await listZones(tx) },
        arranged: await listArrangementsOf(tx, { organisationRef, after: dayOf(tx.now) }),
        exit: door.teller === 'provider' ? await findExitTold(tx, organisationRef) : undefined,
      }
    )
  })
  if (!found) return notFound()
  await shell.noteList(actor, 'people not paid for by the council', { organisationRef, count: found.total })
  const errors = form?.errors ?? []
  return page(
    {
      title: 'People the council does not pay for',
      caption: providerName(found.organisation),
      section: door.section,
      wide: true,
      breadcrumbs: [...door.crumbs, { text: 'Who else is served' }],
      errors,
      content: html`${found.exit && exitSection(found.exit)}<p class="govuk-body">${door.intro}</p>${queue<KnownPerson>(
        {
          noun: { one: 'person', many: 'people' },
          ...{
            url: url.split('/').length > 4 ? door.at : url,
            rows: found.people,
            total: found.total,
            pageSize: PAGE_SIZE,
          },
          empty: 'Nobody has told us of such a person yet.',
          columns: [
            { heading: 'Person', cell: (one) => html`${one.name}${small(one.knownRef)}` },
            { heading: 'Who pays', cell: (one) => PAYS_WORDS[one.pays] },
            { heading: 'Care', cell: (one) => html`${serviceName(one.service)}${small(visitsInWords(one.visits))}` },
            { heading: 'Zone', cell: (one) => nameOfZone(one.zone, found.zones) },
            { heading: 'Told by', cell: (one) => html`${one.toldBy}${small(one.toldByName)}` },
            { heading: 'No longer served', cell: (one) => goneForm(door, one, csrf) },
          ],
        },
      )}${found.arranged.length > 0 && section('Arranged by the council for people who pay', arrangedTable(found.arranged, found.zones, actor))}${section('Tell of a person', personForm(door, form?.typed ?? {}, found.zones, csrf, errors))}${section(
        'Tell of many, from a file',
        html`${form?.faults && faultsTable(form.faults)}${fileForm(door, csrf, errors)}`,
      )}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

/** What a provider is asked for while the council finds other care for whom it serves (handbook 6.4). */
const exitSection = ({ contractRef, lastDay }: ExitTold): Html =>
  section(
    'Your care here is to end',
    html`<p class="govuk-body">The council finds other care for the people whom you serve${contractRef === null ? '' : html` under contract ${contractRef}`}. The last day of your care is ${lastDay === null ? 'not known yet' : formatDay(lastDay)}. Until then:</p>
      <ul class="govuk-list govuk-list--bullet">
        <li>make every visit as planned. ${link('People you serve', '/portal/placements')} shows the first day without your care of each person once it is settled</li>
        <li>hand over the care plan, the medicines record and what else the new provider must know, by the evening before that day. The council tells you who takes over</li>
        <li>tell the council below of everybody else whom you serve here, so that nobody is forgotten</li>
      </ul>
      <p class="govuk-body">You are asked for no new care meanwhile.</p>`,
  )

type Zone = { readonly zone: string; readonly name: string }
const nameOfZone = (zone: string, zones: readonly Zone[]): string =>
  zones.find((one) => one.zone === zone)?.name ?? zone

/** They are known without being told of; in the portal they are under People you serve. */
const arrangedTable = (arranged: readonly Arrangement[], zones: readonly Zone[], actor: Actor): Html =>
  dataTable({
    ...{ caption: 'Arranged by the council', captionHidden: true, rows: arranged },
    columns: [
      {
        heading: 'Package',
        cell: ({ packageRef }: Arrangement) =>
          actor.organisation === undefined ? link(packageRef, `/packages/${packageRef}/self-funder`) : packageRef,
      },
      {
        heading: 'Person',
        cell: ({ personRef, unsharedOn }) =>
          unsharedOn === null || actor.organisation === undefined ? personRef : 'Not shown',
      },
      { heading: 'From', cell: ({ startDay }) => formatDay(startDay) },
      { heading: 'Hours a week', format: 'number', cell: ({ weeklyMinutes }) => (weeklyMinutes / 60).toFixed(1) },
      { heading: 'Zone', cell: ({ zone }) => nameOfZone(zone, zones) },
    ],
  })

const goneForm = (door: KnownDoor, { knownRef, name }: KnownPerson, csrf: string): Html =>
  postForm({
    action: `${door.at}/gone`,
    csrf,
    content: html`${hiddenField('known', knownRef)}${button({
      html: html`Remove <span class="govuk-visually-hidden">${name}</span>`,
      classes: 'govuk-button--secondary govuk-!-margin-bottom-0',
    })}`,
  })

function personForm(
  door: KnownDoor,
  typed: TypedTold,
  zones: readonly Zone[],
  csrf: string,
  errors: readonly FieldError[],
): Html {
  const of = (name: ToldField) => ({ name, errors, value: typed[name] ?? '' })
  const yesNo = (name: ToldField, label: string) =>
    radiosField({
      ...{ ...of(name), label, inline: true, small: true },
      choices: [
        { value: 'yes', text: 'Yes' },
        { value: 'no', text: 'No' },
      ],
    })
  return postForm({
    action: door.at,
    csrf,
    content: html`${textField({ ...of('name'), label: 'Name', width: 20 })}${radiosField({
      ...{ ...of('pays'), label: 'Who pays?' },
      choices: WHO_PAYS.map((value) => ({ value, text: PAYS_WORDS[value] })),
    })}${selectField({
      ...{ ...of('zone'), label: 'Zone', empty: 'Choose a zone' },
      choices: zones.map(({ zone, name }) => ({ value: zone, text: name })),
    })}${selectField({
      ...{ ...of('service'), label: 'Which care do they have?', value: typed.service || 'home_care' },
      choices: TOLD_SERVICES.map((value) => ({ value, text: serviceName(value) })),
    })}${textField({
      ...{ ...of('visits'), label: 'Visits', width: 30 },
      hint: 'Leave empty for somebody who lives in a care home or nursing home. Start and minutes of each, and days a week where they are not seven: 08:00/30, 18:00/45/5',
    })}${yesNo('double_handed', 'Two workers together?')}${yesNo('time_critical', 'Must a visit be on time?')}${yesNo('insulin', 'Insulin?')}${yesNo('lives_alone', 'Do they live alone?')}${yesNo('helped_by_carer', 'Do family or friends help?')}${yesNo('decides', 'Can they decide about their care alone?')}${yesNo('key_safe', 'Is there a key safe?')}${textField(
      { ...of('contact'), label: 'Whom to ring', width: 30 },
    )}${moneyField({ ...of('weekly_price'), label: 'Price a week', hint: 'What is paid now, if you know it' })}${textField(
      {
        ...{
          ...of('person_ref'),
          label: 'The council’s reference of the person',
          hint: 'If they have one, such as P-1001',
        },
        width: 10,
      },
    )}${door.teller === 'officer' && textField({ ...of('told_by'), label: 'Who told us', hint: 'For example, Hereford Council', width: 20 })}${submit('Add the person')}`,
  })
}

const fileForm = (door: KnownDoor, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `${door.at}/file`,
    csrf,
    enctype: 'multipart/form-data',
    content: html`${fileField({
      name: 'file',
      label: 'A file of people',
      hint: `CSV. It needs the columns ${NEEDED.join(', ')}; it may have ${TOLD_FIELDS.filter((field) => !NEEDED.includes(field)).join(', ')}. Without a service it is home_care; of care_home and nursing_home the visits may be empty`,
      accept: '.csv,.txt,text/csv',
      errors,
    })}${button({ text: 'Add all of the file', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  })

const faultsTable = (faults: NonNullable<Form['faults']>): Html =>
  dataTable({
    caption: `Nothing was added. ${counted(faults.length, 'thing is', 'things are')} to put right`,
    rows: faults.slice(0, FAULTS_SHOWN),
    columns: [
      { heading: 'Row', format: 'number', cell: ({ line }) => line },
      { heading: 'Column', cell: ({ field }) => field },
      { heading: 'What is wrong, and the cure', cell: ({ message }) => message },
    ],
  })

export async function postKnown(visit: Visit, organisationRef: string, door: KnownDoor): Promise<Reply> {
  const { shell, actor, form } = visit
  const typed: TypedTold = Object.fromEntries(TOLD_FIELDS.map((name) => [name, typedText(form, name)]))
  const told = await tellOfPerson(shell, actor, { organisationRef, typed })
  if (told.ok) return seeOther(door.at, 'Added')
  if (told.error.why === 'no such provider') return notFound()
  return showKnown(visit, organisationRef, door, { typed, errors: told.error.faults })
}

const FILE_WORDS: Readonly<Record<Exclude<FileRefusal['why'], 'no such provider' | 'columns missing'>, string>> = {
  'no rows': 'The file has no rows: its first line holds the columns, each further line a person',
  'too many rows': 'The file has more than 2,000 rows: send it in parts',
  faults: 'Rows of the file cannot be read: put them right and send it again',
}

export async function postKnownFile(visit: Visit, organisationRef: string, door: KnownDoor): Promise<Reply> {
  const { shell, actor, files } = visit
  const again = (message: string, faults?: Form['faults']): Promise<Reply> =>
    showKnown(visit, organisationRef, door, {
      typed: {},
      errors: [{ field: 'file', message }],
      ...(faults ? { faults } : {}),
    })
  const file = files['file']
  if (!file || file.bytes === 0) return again('Choose the file')
  const told = await tellOfPeople(shell, actor, { organisationRef, bytes: await readFile(file.path) })
  if (told.ok) return seeOther(door.at, `${counted(told.value, 'person', 'people')} added`)
  const refusal = told.error
  if (refusal.why === 'no such provider') return notFound()
  if (refusal.why === 'columns missing') return again(`The file lacks the columns ${refusal.columns.join(', ')}`)
  return again(FILE_WORDS[refusal.why], refusal.why === 'faults' ? refusal.faults : undefined)
}

export async function postGone({ shell, actor, form }: Visit, door: KnownDoor): Promise<Reply> {
  const ended = await endTold(shell, actor, typedText(form, 'known'))
  return ended.ok ? seeOther(door.at, 'Removed: the provider no longer serves them') : notFound()
}

const staffDoor = (organisationRef: string): KnownDoor => ({
  at: `/providers/${organisationRef}/known-people`,
  section: 'providers',
  teller: 'officer',
  crumbs: [
    { text: 'Providers', href: '/providers' },
    { text: organisationRef, href: `/providers/${organisationRef}` },
  ],
  intro:
    'People on a direct payment, self-funders and people whom other councils placed, as this provider, they themselves or that council told us. They are listed when the provider exits.',
})

const refOf = (visit: Visit): string => visit.params['ref'] ?? ''

export const listKnownPage = (visit: Visit): Promise<Reply> => showKnown(visit, refOf(visit), staffDoor(refOf(visit)))
export const postKnownPage = (visit: Visit): Promise<Reply> => postKnown(visit, refOf(visit), staffDoor(refOf(visit)))
export const postKnownFilePage = (visit: Visit): Promise<Reply> =>
  postKnownFile(visit, refOf(visit), staffDoor(refOf(visit)))
export const postGonePage = (visit: Visit): Promise<Reply> => postGone(visit, staffDoor(refOf(visit)))
