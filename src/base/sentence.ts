/** A phrase as the beginning of a sentence; a code keeps its letters: "log_ref is on another row too". */
export const sentence = (phrase: string): string =>
  /^[a-z]+_[a-z_]+/.test(phrase) ? phrase : `${phrase.slice(0, 1).toUpperCase()}${phrase.slice(1)}`
