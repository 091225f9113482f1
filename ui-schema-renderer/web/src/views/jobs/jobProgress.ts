import type { Job, Refusal } from '@/api/types';

/** How much is done, in percent; null as long as nobody knows how much there is. */
export function progressOf(job: Pick<Job, 'processed' | 'total'>): number | null {
  if (job.total === null || job.total <= 0) {
    return null;
  }
  return Math.min(100, Math.floor((job.processed / job.total) * 100));
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The refused lines as a table: which line, why, and what stood in it. */
export function refusalsCsv(refusals: readonly Refusal[], header: readonly string[]): string {
  const rows = refusals.map(({ line, errors, source }) => [
    String(line),
    errors.map((error) => `${error.pointer.replace(/^\//, '')}: ${error.message}`).join('; '),
    source,
  ]);
  return [header, ...rows].map((row) => row.map(cell).join(',') + '\r\n').join('');
}
