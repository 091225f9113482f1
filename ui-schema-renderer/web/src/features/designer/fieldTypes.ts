import {
  AlignLeft,
  AtSign,
  Braces,
  Calendar,
  CalendarClock,
  CircleDot,
  CircleUser,
  Clock,
  DecimalsArrowRight,
  Hash,
  Link,
  Link2,
  ListChecks,
  ListOrdered,
  Palette,
  Percent,
  Phone,
  Sigma,
  Star,
  Timer,
  ToggleRight,
  Type,
  type LucideIcon,
} from 'lucide-react';
import type { FieldTypeName } from '@/schema/metadata';

/** The types that fields can be made of, in the order in which they are offered. */
export const FIELD_TYPES: readonly { type: FieldTypeName; icon: LucideIcon; color: string }[] = [
  { type: 'text', icon: Type, color: 'indigo' },
  { type: 'longText', icon: AlignLeft, color: 'indigo' },
  { type: 'email', icon: AtSign, color: 'indigo' },
  { type: 'phone', icon: Phone, color: 'indigo' },
  { type: 'url', icon: Link, color: 'indigo' },
  { type: 'integer', icon: Hash, color: 'teal' },
  { type: 'decimal', icon: DecimalsArrowRight, color: 'teal' },
  { type: 'percent', icon: Percent, color: 'teal' },
  { type: 'rating', icon: Star, color: 'teal' },
  { type: 'boolean', icon: ToggleRight, color: 'green' },
  { type: 'date', icon: Calendar, color: 'orange' },
  { type: 'dateTime', icon: CalendarClock, color: 'orange' },
  { type: 'time', icon: Clock, color: 'orange' },
  { type: 'duration', icon: Timer, color: 'orange' },
  { type: 'select', icon: CircleDot, color: 'pink' },
  { type: 'multiSelect', icon: ListChecks, color: 'pink' },
  { type: 'color', icon: Palette, color: 'pink' },
  { type: 'reference', icon: Link2, color: 'blue' },
  { type: 'user', icon: CircleUser, color: 'blue' },
  { type: 'json', icon: Braces, color: 'gray' },
  { type: 'autoNumber', icon: ListOrdered, color: 'purple' },
  { type: 'formula', icon: Sigma, color: 'purple' },
];

export function isFieldType(type: string): type is FieldTypeName {
  return FIELD_TYPES.some((known) => known.type === type);
}
