/** Counts the words of stdin, `word<TAB>count`, in the order of the table. */
const countWords = '{ for (i = 1; i <= NF; i++) n[$i]++ } END { for (w in n) print w "\\t" n[w] }';

/** Adds up such counts. */
const addCounts = '{ n[$1] += $2 } END { for (w in n) printf "%s\\t%.0f\\n", w, n[w] }';

export const mawkCount = `mawk '${countWords}' "$1"`;

/** One block for each core, counted side by side, then added up and sorted by the words' bytes. */
export const parallelCount = [
  `parallel --will-cite -q --pipepart -a "$1" -j2 --block -1 mawk '${countWords}'`,
  `mawk '${addCounts}'`,
  'sort',
].join(' |\n');

/** The number of words, from the counts of each. */
export const totalOf = `mawk -F '\\t' '{ n += $2 } END { printf "%.0f\\n", n }' "$1"`;
