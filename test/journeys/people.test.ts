import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rows, sql } from '#src/platform/database.ts'
import { systemActor } from '#src/platform/actor.ts'
import { fillDay, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

type Known = { given_name: string; family_name: string; birth_day: string; nhs_number: string; person_ref: string }

async function typePerson(sam: Visitor, given: string, family: string, born: string, nhsNumber: string): Promise<void> {
  await sam.go('/people/add')
  await sam.fill('First name', given)
  await sam.fill('Last name', family)
  await fillDay(sam.page, 'birthDay', born)
  await sam.fill('NHS number (optional)', nhsNumber)
  await sam.fill('Address', '7 Chapel Rise\nWenbury')
  await sam.fill('Postcode', 'ZW1 2AB')
}

describe('a social worker gets to know a person', () => {
  const council = useSmallCouncil()

  it('finds duplicates before they are made: by NHS number, and by name and birth date', async () => {
    const [known] = await council.store.shell.read(systemActor(1), (tx) =>
      rows<Known>(tx, sql`select * from people.person where nhs_number is not null order by person_ref limit 1`),
    )
    assert.ok(known)
    const sam = await council.as('Sam Social')
    await sam.go('/people')
    await sam.look('people')
    await typePerson(sam, 'Somebody', 'Else', '1940-01-02', '943 476 5918')
    await sam.press('Add the person')
    assert.match(await sam.text(), /There is a problem/)
    await sam.look('person-add-wrong-number')
    await sam.fill('NHS number (optional)', known.nhs_number)
    await sam.press('Add the person')
    assert.match(await sam.text(), new RegExp(`${known.person_ref} has this NHS number`))
    await typePerson(sam, known.given_name, known.family_name, known.birth_day, '')
    await sam.press('Add the person')
    assert.match(await sam.text(), /People who may be the same/)
    await sam.look('person-add-duplicate')
    await sam.page.getByLabel('No, this is somebody else').check()
    await sam.press('Add the person')
    assert.match(await sam.text(), /has been added/)
  })

  it('adds a person, talks, assesses the ten outcomes and agrees a plan', async () => {
    const sam = await council.as('Sam Social')
    await typePerson(sam, 'Ada', 'Plumtrellis', '1939-06-11', '')
    await sam.press('Add the person')
    await sam.look('person-new')
    const at = new URL(sam.page.url()).pathname

    await sam.go(`${at}/conversations/add`)
    await sam.page.getByRole('radio').first().check()
    await sam.fill('Who was there', 'Ada and her daughter')
    await sam.fill('What matters to the person', 'To stay in her own home, near the garden')
    await sam.look('conversation')
    await sam.press('Save the conversation')
    assert.match(await sam.text(), /conversation has been saved/)

    await sam.go(`${at}/assessments/start`)
    await sam.press('Start')
    await sam.fill('What the person, and those who care for them, say', 'Washing and cooking have become too hard')
    await sam.page.getByLabel('Yes').first().check()
    await sam.look('assessment-views')
    await sam.press('Save and continue')
    const groups = sam.page.getByRole('group')
    for (let at = 0; at < (await groups.count()); at++) {
      await groups
        .nth(at)
        .getByLabel(at < 2 ? 'Needs assistance' : 'Can do this')
        .check()
    }
    await sam.look('assessment-outcomes')
    await sam.press('Save and continue')
    await sam.page.getByLabel('Yes').first().check()
    await sam.fill('What the impact is', 'She has lost weight and no longer goes out')
    await sam.press('Save and continue')
    assert.match(await sam.text(), /Eligible/)
    await sam.look('assessment-check')
    await sam.press('Complete the assessment')
    assert.match(await sam.text(), /The person has eligible needs/)

    await sam.go(`${at}/plan/agree`)
    await sam.fill('What matters to the person', 'To stay in her own home')
    for (const need of [0, 1]) {
      await sam.page.locator(`[name="need${need}-need"]`).fill('Help to manage it')
      await sam.page.locator(`[name="need${need}-wanted"]`).fill('To be well and fed')
      await sam.page.locator(`[name="need${need}-metBy"]`).selectOption('council')
      await sam.page.locator(`[name="need${need}-how"]`).fill('Two visits a day')
    }
    await sam.page.getByLabel('What meeting the needs costs the council a week').fill('185.50')
    await sam.look('plan-agree')
    await sam.press('Agree the plan')
    assert.match(await sam.text(), /is in force/)
    await sam.look('plan')
    await sam.go(at)
    await sam.look('person-record')
    await sam.follow('All history')
    assert.match(await sam.text(), /Sam Social/)
    await sam.look('person-history')
  })
})
