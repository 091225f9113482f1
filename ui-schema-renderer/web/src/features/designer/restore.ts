/** For how long what was deleted can be brought back. */
const DAYS = 30;

const DAY = 86_400_000;

/** How many days are left, counting the one that has begun. */
export function daysLeft(deletedAt: string, now = Date.now()): number {
  const until = new Date(deletedAt).getTime() + DAYS * DAY;
  return Math.max(0, Math.ceil((until - now) / DAY));
}
