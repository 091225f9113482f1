import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { cx } from '@/shared/lib/classNames';
import {
  addDays,
  addMonths,
  firstWeekday,
  formatLongDay,
  formatMonth,
  readDay,
  today,
  weekday,
  weekdayNames,
  writeDay,
  type Day,
} from '@/shared/lib/dates';
import { useLocale, useText } from '@/shared/i18n';
import { Button, IconButton } from './Button';
import styles from './Calendar.module.css';

interface CalendarProps {
  value: string | null;
  onPick: (day: string) => void;
}

/** A month to pick a day from, by mouse or by the arrow keys. */
export function Calendar({ value, onPick }: CalendarProps) {
  const t = useText();
  const locale = useLocale();
  const [cursor, setCursor] = useState<Day>(() => readDay(value ?? '') ?? today());
  const moved = useRef(false);
  const cursorRef = useRef<HTMLButtonElement>(null);
  const first = firstWeekday(locale);
  const start = addDays({ ...cursor, day: 1 }, -((weekday({ ...cursor, day: 1 }) - first + 7) % 7));
  const now = writeDay(today());

  useEffect(() => {
    if (moved.current) {
      cursorRef.current?.focus();
    }
  }, [cursor]);

  const move = (day: Day) => {
    moved.current = true;
    setCursor(day);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const next = step(cursor, event.key, first);
    if (next) {
      event.preventDefault();
      move(next);
    }
  };

  return (
    <div className={styles.calendar}>
      <div className={styles.head}>
        <IconButton
          label={t('calendar.previousMonth')}
          size="sm"
          onClick={() => setCursor(addMonths(cursor, -1))}
        >
          <ChevronLeft />
        </IconButton>
        <span className={styles.month} aria-live="polite">
          {formatMonth(cursor, locale)}
        </span>
        <IconButton
          label={t('calendar.nextMonth')}
          size="sm"
          onClick={() => setCursor(addMonths(cursor, 1))}
        >
          <ChevronRight />
        </IconButton>
      </div>
      <table role="grid" aria-label={formatMonth(cursor, locale)} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdayNames(locale, first).map((name) => (
              <th key={name.long} scope="col" abbr={name.long}>
                {name.short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: 6 }, (_, week) => (
            <tr key={week}>
              {Array.from({ length: 7 }, (_, i) => {
                const day = addDays(start, week * 7 + i);
                const text = writeDay(day);
                const isCursor = text === writeDay(cursor);
                return (
                  <td key={text} role="gridcell" aria-selected={text === value}>
                    <button
                      type="button"
                      ref={isCursor ? cursorRef : undefined}
                      tabIndex={isCursor ? 0 : -1}
                      aria-label={formatLongDay(day, locale)}
                      aria-current={text === now ? 'date' : undefined}
                      className={cx(
                        styles.day,
                        day.month !== cursor.month && styles.other,
                        text === now && styles.today,
                        text === value && styles.chosen,
                      )}
                      onClick={() => onPick(text)}
                    >
                      {day.day}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Button variant="ghost" size="sm" onClick={() => onPick(now)}>
        {t('calendar.today')}
      </Button>
    </div>
  );
}

function step(cursor: Day, key: string, first: number): Day | null {
  switch (key) {
    case 'ArrowLeft':
      return addDays(cursor, -1);
    case 'ArrowRight':
      return addDays(cursor, 1);
    case 'ArrowUp':
      return addDays(cursor, -7);
    case 'ArrowDown':
      return addDays(cursor, 7);
    case 'PageUp':
      return addMonths(cursor, -1);
    case 'PageDown':
      return addMonths(cursor, 1);
    case 'Home':
      return addDays(cursor, -((weekday(cursor) - first + 7) % 7));
    case 'End':
      return addDays(cursor, 6 - ((weekday(cursor) - first + 7) % 7));
    default:
      return null;
  }
}
