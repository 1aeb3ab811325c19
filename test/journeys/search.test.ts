import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const search = async (visitor: Visitor, words: string): Promise<void> => {
  await visitor.page.getByRole('searchbox').fill(words)
  await visitor.press('Search')
}

describe('search from the top of every page', () => {
  const council = useSmallCouncil()

  it('a reference leads to its record; a name and a postcode to what they find', async () => {
    const sam = await council.as('Sam Social')
    await search(sam, 'pk-1001')
    assert.match(sam.page.url(), /\/packages\/PK-1001$/)
    const person = await sam.page.getByRole('heading', { level: 1 }).innerText()
    await search(sam, person.split(' ').at(-1) ?? '')
    assert.match(await sam.text(), new RegExp(person.replace(/^Home care for /, '')))
    await sam.look('search-by-name')
    await search(sam, 'ZW1')
    assert.match(await sam.text(), /ZW1 /)
    await search(sam, 'Bramble')
    assert.match(await sam.text(), /Bramble Home Care/)
    await sam.look('search-by-provider')
    await search(sam, 'no such words')
    await sam.look('search-nothing')
  })
})
