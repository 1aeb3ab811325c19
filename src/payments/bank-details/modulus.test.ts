import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkModulus, readSubstitutes, readWeightings } from '#src/payments/bank-details/modulus.ts'

/** A small table in the published layout, with sort codes that are made up; each line is of a kind that the published one has. */
const TABLE = `
990001 990001 MOD10    0    0    0    0    0    0    7    1    3    7    1    3    7    1
990002 990002 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1
990003 990003 DBLAL    2    1    2    1    2    1    2    1    2    1    2    1    2    1
990004 990004 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1
990004 990004 DBLAL    0    0    0    0    0    0    2    1    2    1    2    1    2    1
990011 990011 DBLAL    0    0    0    0    0    0    2    1    2    1    2    1    2    1   1
990012 990012 MOD11    0    0    3    2    9    8    5    7    6    5    4    3    2    1   2
990012 990012 MOD11    0    0    3    2    9    8    1    7    6    5    4    3    2    1   9
990013 990013 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1
990013 990013 DBLAL    0    0    0    0    0    0    2    1    2    1    2    1    2    1   3
990014 990014 MOD11    0    0    0    0    0    0    8    4    6    3    5    2    0    0   4
990015 990015 MOD11    0    0    0    0    0    1    7    6    5    4    3    2    0    0   5
990015 990015 DBLAL    0    0    0    0    0    0    2    1    2    1    2    1    2    0   5
990016 990016 MOD11    0    0    0    0    0    0    0    7    6    5    4    3    2    1   6
990016 990016 DBLAL    0    0    0    0    0    0    2    1    2    1    2    1    2    1   6
990017 990017 MOD11    0    0    1    2    5    3    6    4    8    7   10    9    3    1   7
990018 990018 MOD10    1    1    1    1    1    1    1    1    1    1    1    1    1    1   8
990020 990020 MOD11    0    0    1    2    5    3    6    4    8    7   10    9    3    1  10
990020 990020 MOD11    0    0    5   10    9    8    0    7    6    5    4    3    2    1  11
990024 990024 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1  14
990030 990039 MOD11    0    0    7    6    5    8    9    4    5    6    7    8    9   -1  12
990030 990039 MOD10    0    3    2    4    5    8    9    4    5    6    7    8    9   -1  13
`
const read = readWeightings(TABLE)
const substitutes = readSubstitutes('990015 990016\n')
assert.ok(read.ok && substitutes.ok)
const lines = read.value

const check = (sortCode: string, account: string) =>
  checkModulus(
    sortCode,
    account,
    lines.filter((line) => line.fromSortCode <= sortCode && sortCode <= line.toSortCode),
    substitutes.value,
  )

describe('the check of an account number', () => {
  // The sum of each is worked by hand.
  const cases: [what: string, sum: string, sortCode: string, account: string, answer: string][] = [
    ['a sort code that no line covers', 'no weights', '123456', '12345678', 'not covered'],
    ['modulus 10', '42+6+9+49+4+27+35+8 = 180', '990001', '66374958', 'passed'],
    ['modulus 10, one digit off', '181', '990001', '66374959', 'failed'],
    ['modulus 11', '64+56+48+15+28+12+18+1 = 242 = 22 x 11', '990002', '88837491', 'passed'],
    ['modulus 11, one digit off', '244', '990002', '88837493', 'failed'],
    ['double alternate, the digits of 18 added', '9+9+3+9 = 30', '990003', '00000009', 'passed'],
    ['double alternate, one digit off', '29', '990003', '00000008', 'failed'],
    ['two checks, one failed', '16+5+1 = 22, but 4+1+1 = 6', '990004', '20010001', 'failed'],
    ['two checks, both passed', '0 and 0', '990004', '00000000', 'passed'],
    ['exception 1, 27 more', '3+27 = 30', '990011', '00000003', 'passed'],
    ['exception 1, without them', '27', '990011', '00000000', 'failed'],
    ['exception 2, a is 0', '9+8 is 3+8 of 11', '990012', '00000000', 'failed'],
    ['exception 9, checked as another sort code', '98+1 = 99 = 9 x 11', '990012', '00000001', 'passed'],
    ['exception 2, other weights where a is not 0', '5+6+6 = 17, +5 = 22', '990012', '10000005', 'passed'],
    ['exception 2, the head dropped where g is 9', '27+6 = 33 = 3 x 11', '990012', '10000096', 'passed'],
    ['exception 3, no second check where c is 6', '36+8 = 44 = 4 x 11', '990013', '00600008', 'passed'],
    ['exception 3, a second check where c is another', '6+5 = 11, but 2+5 = 7', '990013', '00100005', 'failed'],
    ['exception 4, the remainder stands at the end', '8', '990014', '10000008', 'passed'],
    ['exception 4, another stands there', '8', '990014', '10000007', 'failed'],
    [
      'exception 5, two check digits and a substitute',
      '6+7 = 13 gives 9; 2+9 = 11 gives 9',
      '990015',
      '10000099',
      'passed',
    ],
    ['exception 5, the second check digit wrong', '1 gives 9', '990015', '10000098', 'failed'],
    ['exception 5, a remainder of 1 has no check digit', '6+6 = 12', '990015', '01000090', 'failed'],
    ['exception 6, an account in foreign money', 'a is 4, g is h', '990016', '41000066', 'not covered'],
    ['exception 6, an account in pounds', '2 is not 0 of 11', '990016', '11000066', 'failed'],
    ['exception 7, the head dropped where g is 9', '27+6 = 33', '990017', '00000096', 'passed'],
    ['exception 8, checked as another sort code', '18+2 = 20', '990018', '00000002', 'passed'],
    ['exception 8, not as its own', '18+3', '990018', '00000003', 'failed'],
    ['exception 10, the head dropped for 09 and 9', '27+6 = 33', '990020', '09000096', 'passed'],
    ['exception 10, and for 99 and 9', '27+6 = 33', '990020', '99000096', 'passed'],
    ['exception 11, the second check is enough', '18+4 = 22', '990020', '00000004', 'passed'],
    ['exceptions 10 and 11, neither passed', '10+5 and 18+5', '990020', '00000005', 'failed'],
    ['exception 12, with a weight below nought', '15+40 = 55 = 5 x 11', '990035', '00000000', 'passed'],
    ['exception 13, the second check is enough', '82-2 = 80', '990035', '00000002', 'passed'],
    ['exceptions 12 and 13, neither passed', '54 and 81', '990035', '00000001', 'failed'],
    ['exception 14, a digit added at the end', '2+9 = 11 of 00000019', '990024', '00000190', 'passed'],
    ['exception 14, not where it ends in another digit', '5', '990024', '00000005', 'failed'],
  ]
  for (const [what, sum, sortCode, account, answer] of cases)
    it(`${what} (${sum}): ${answer}`, () => assert.equal(check(sortCode, account), answer))

  it('a line that cannot be read is named', () => {
    const broken = readWeightings('990001 990001 MOD10 1 2 3\n')
    assert.deepEqual(broken, {
      ok: false,
      error: 'Line 1: write two sort codes, MOD10, MOD11 or DBLAL, and 14 weights',
    })
    assert.deepEqual(readWeightings('\n'), { ok: false, error: 'The file has no weights' })
    assert.deepEqual(readSubstitutes('990001 99000\n'), { ok: false, error: 'Line 1: write two sort codes' })
  })
})
