/** Makes a talk's log longer than a server checks at start. */

/** SQL that appends 5,000 entries of 15 KB, of a type that only a later version knows. */
export function longEntries(talk: string): string {
  return `PRAGMA synchronous = OFF;
    INSERT INTO entry
    WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < 5000),
      known(last) AS (SELECT coalesce(max(seq), 0) FROM entry WHERE talk = '${talk}')
    SELECT '${talk}', last + n, 1, 'a-later-version', 'long-' || n,
      json_object('type', 'test/long', 'text', hex(zeroblob(7500))) FROM place, known;`
}
