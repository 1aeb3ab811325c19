/** When a framework has stopped doing its work: it places too small a share of the packages that it might have taken. */
import { counted } from '#src/base/counted.ts'
import type { Policies } from '#src/councils/index.ts'

export type PlacedShare = {
  readonly tenderRef: string
  readonly title: string
  readonly packages: number
  readonly placed: number
}

/** Frameworks whose share is below the least, once enough packages were placed to say so. */
export const frameworksToReopen = (
  shares: readonly PlacedShare[],
  { leastPercent, fewestPackages }: Policies['framework-share'],
): PlacedShare[] =>
  shares.filter(({ packages, placed }) => packages >= fewestPackages && placed * 100 < packages * leastPercent)

/** "45 of 100 packages, 45%" */
export const shareInWords = ({ packages, placed }: Pick<PlacedShare, 'packages' | 'placed'>): string =>
  `${placed} of ${counted(packages, 'package')}, ${Math.floor((placed * 100) / packages)}%`
