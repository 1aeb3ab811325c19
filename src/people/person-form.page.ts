import { dayOf, formatDay } from '#src/base/day.ts'
import { formatNhsNumber } from '#src/base/nhs-number.ts'
import type { Zone } from '#src/councils/index.ts'
import type { AddPersonRefusal, CorrectPersonRefusal } from '#src/people/commands.ts'
import { type LookAlike, type Person, type PersonDetails, personName, readPerson } from '#src/people/person.ts'
import type { Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  type Form,
  hiddenField,
  radiosField,
  readDay,
  selectField,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'

/** The form of a person's details as it stands: typed, or filled from the record. */
export type TypedDetails = Record<Exclude<keyof PersonDetails, 'birthDay'>, string> & { birthDay: TypedDay }

const text = (form: Form, name: string): string => {
  const value = form[name]
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()
}

export const typedDetails = (form: Form): TypedDetails => ({
  title: text(form, 'title'),
  givenName: text(form, 'givenName'),
  familyName: text(form, 'familyName'),
  knownAs: text(form, 'knownAs'),
  birthDay: typedDay(form, 'birthDay'),
  addressLines: text(form, 'addressLines'),
  postcode: text(form, 'postcode'),
  zone: text(form, 'zone'),
  phone: text(form, 'phone'),
  nhsNumber: text(form, 'nhsNumber'),
  language: text(form, 'language'),
  interpreter: text(form, 'interpreter'),
  livesAlone: text(form, 'livesAlone'),
})

export const detailsOf = (person: Person): TypedDetails => ({
  title: person.title ?? '',
  givenName: person.givenName,
  familyName: person.familyName,
  knownAs: person.knownAs ?? '',
  birthDay: {
    day: String(Number(person.birthDay.slice(8))),
    month: String(Number(person.birthDay.slice(5, 7))),
    year: person.birthDay.slice(0, 4),
  },
  addressLines: person.addressLines.join('\n'),
  postcode: person.postcode,
  zone: person.zone,
  phone: person.phone ?? '',
  nhsNumber: person.nhsNumber === undefined ? '' : formatNhsNumber(person.nhsNumber),
  language: person.language,
  interpreter: person.interpreter ? 'yes' : 'no',
  livesAlone: person.livesAlone === undefined ? '' : person.livesAlone ? 'yes' : 'no',
})

/** What the form says, read; or what is wrong with it. */
export function readDetails({ form, shell }: Visit) {
  const day = readDay(form, 'birthDay')
  const birthDay = day.ok ? day.value : day.error === 'not given' ? '' : 'no such day'
  return readPerson({ ...typedDetails(form), birthDay }, dayOf(shell.now()))
}

const YES_NO = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]

/** All fields of a person's details, short enough for one page. */
export function detailFields(typed: TypedDetails, zones: readonly Zone[], errors: readonly FieldError[]): Html {
  const field = (name: Exclude<keyof TypedDetails, 'birthDay'>, label: string) => ({
    name,
    label,
    value: typed[name],
    errors,
  })
  return html`
${textField({ ...field('title', 'Title (optional)'), width: 5 })}
${textField({ ...field('givenName', 'First name'), width: 20 })}
${textField({ ...field('familyName', 'Last name'), width: 20 })}
${textField({ ...field('knownAs', 'Known as (optional)'), hint: 'What the person likes to be called, if it is not the first name', width: 20 })}
${dayField({ name: 'birthDay', label: 'Date of birth', hint: 'For example, 27 3 1941', value: typed.birthDay, errors })}
${textField({ ...field('nhsNumber', 'NHS number (optional)'), hint: '10 digits, for example 943 476 5919', width: 10, inputmode: 'numeric' })}
${textareaField({ ...field('addressLines', 'Address'), hint: 'One line below the other, without the postcode', rows: 3 })}
${textField({ ...field('postcode', 'Postcode'), width: 10 })}
${selectField({
  ...field('zone', 'Zone'),
  empty: 'Find it from the postcode',
  choices: zones.map(({ zone, name }) => ({ value: zone, text: name })),
})}
${textField({ ...field('phone', 'Telephone (optional)'), type: 'tel', width: 20 })}
${textField({ ...field('language', 'Language that the person speaks best'), width: 20 })}
${radiosField({ ...field('interpreter', 'Is an interpreter needed?'), choices: YES_NO, inline: true, small: true })}
${radiosField({ ...field('livesAlone', 'Does the person live alone?'), choices: [...YES_NO, { value: '', text: 'Not known' }], inline: true, small: true })}`
}

/** People whom somebody may already be, for the officer to compare. */
export const lookAlikeTable = (people: readonly Person[], by: readonly LookAlike[]): Html =>
  dataTable({
    caption: 'People who may be the same',
    rows: people,
    columns: [
      { heading: 'Person', cell: (one) => link(personName(one), `/people/${one.personRef}`) },
      { heading: 'Reference', cell: (one) => one.personRef },
      { heading: 'Born', cell: (one) => formatDay(one.birthDay) },
      { heading: 'Address', cell: (one) => [...one.addressLines, one.postcode].join(', ') },
      {
        heading: 'The same',
        cell: (one) => by.find(({ personRef }) => personRef === one.personRef)?.by ?? '',
      },
    ],
  })

/** Asks whether the look-alikes are somebody else; their references go along as what was seen. */
export const notThemField = (people: readonly LookAlike[], errors: readonly FieldError[]): Html => html`
${people.map(({ personRef }) => hiddenField('seen', personRef))}
${radiosField({
  name: 'notThem',
  label: 'Is the person to be added one of them?',
  errors,
  choices: [
    { value: 'no', text: 'No, this is somebody else', hint: 'The new record will say that you compared them' },
    { value: 'yes', text: 'Yes', hint: 'Open the record above and correct it there' },
  ],
})}`

/** What the page says when a command refuses a person's details. */
export function refusalErrors(refusal: AddPersonRefusal | CorrectPersonRefusal): FieldError[] {
  if (typeof refusal === 'object') {
    return refusal.kind === 'here already'
      ? [
          {
            field: 'nhsNumber',
            message: `${refusal.people.map(({ personRef }) => personRef).join(', ')} has this NHS number. Check the number, or open that record`,
          },
        ]
      : [
          {
            field: 'notThem',
            message: 'Somebody with this name and date of birth is here. Say whether it is the same person',
          },
        ]
  }
  switch (refusal) {
    case 'zone not known from the postcode':
      return [{ field: 'zone', message: 'The zone cannot be told from this postcode: choose it' }]
    case 'no such zone':
      return [{ field: 'zone', message: 'Choose one of the zones in the list' }]
    case 'no such officer':
      return [{ field: '', message: 'Your account is not among the officers. Ask an administrator' }]
    case 'no such person':
      return [{ field: '', message: 'This person is no longer here' }]
    case 'corrected meanwhile':
      return [
        {
          field: '',
          message:
            'Another officer corrected this record while you typed. Compare with what it says now, then save again',
        },
      ]
    case 'nothing changes':
      return [{ field: '', message: 'Nothing was changed. Correct a detail, or cancel' }]
  }
}
