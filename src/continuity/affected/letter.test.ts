import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Letter, letterWords } from '#src/continuity/affected/letter.ts'

const LETTER: Letter = {
  exit: { cause: 'contract_handback', lastDay: '2026-12-31' },
  person: { name: 'Ada Moss', pays: 'self_funder', state: 'listed', moveDay: null, personAnswer: null },
  ...{ from: 'Wye Valley Carers', to: undefined, today: '2026-11-22' },
  council: { name: 'Wenbury Council', phone: '01632 960 100', email: '' },
}
const words = (change: Partial<Letter>): string => letterWords({ ...LETTER, ...change }).join(' ')
const of = (person: Partial<Letter['person']>) => ({ ...LETTER.person, ...person })

describe('a letter to a person whose provider leaves', () => {
  it('says what the law gives them: all of them where a business fails, else by who pays', () => {
    assert.match(words({ exit: { cause: 'business_failure', lastDay: null } }), /By law the council must.*whoever pays/)
    assert.match(words({}), /last day is 31 December 2026\. You pay for your care yourself/)
    assert.match(words({ person: of({ pays: 'council' }) }), /Wenbury Council arranges your care, and goes on/)
    assert.match(words({ person: of({ pays: 'direct_payment' }) }), /Your direct payment goes on/)
    assert.match(words({ person: of({ pays: 'other_council' }) }), /Another council arranges your care/)
    assert.match(words({ today: '2027-01-02' }), /stopped giving care on 31 December 2026/)
  })

  it('says where they stand, that they may choose, and whom to ring; nothing of why', () => {
    assert.match(words({}), /Nothing changes before we have talked with you/)
    const to = 'Bluebell Care'
    assert.match(words({ to, person: of({ state: 'proposed' }) }), /We propose that Bluebell Care.*say yes or no/)
    const agreed = of({ state: 'agreed', personAnswer: 'agrees', moveDay: '2026-12-01' })
    assert.match(words({ to, person: agreed }), /You said yes to Bluebell Care\. It begins on 1 December 2026/)
    assert.match(
      words({ to, person: of({ state: 'moved', moveDay: '2026-12-01' }) }),
      /gives your care from 1 December/,
    )
    assert.match(words({}), /independent advocate.*costs you nothing.*ring 01632 960 100\./)
    assert.doesNotMatch(words({ exit: { cause: 'safeguarding_move', lastDay: null } }), /safe|contract/)
  })
})
